"""cxsim sends simulated customers through a company's real touchpoints and reports the experience gap."""

__version__ = "0.1.0"
