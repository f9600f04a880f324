"""A phone menu is one neutral graph that can be read from a file, explored state by state, walked and drawn."""
