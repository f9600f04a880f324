"""A call center is calls, the groups that answer them, and the plan that says who works when.

``center`` reads it, ``day`` puts one date of it into numbers, ``plan`` draws all chance beforehand, ``simulation``
runs it in SimPy, ``results`` makes tables of what came out, ``analytic`` knows the closed formulas, and ``probe``
tells a caller how long she would have to wait.
"""
