"""The simulation's event loop in a form that numba compiles; importing its modules imports numba."""
