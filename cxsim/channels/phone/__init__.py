"""The phone channel: a persona walks the menu, waits in the queue and speaks with somebody, or does not."""

from cxsim.channels.phone.channel import PhoneChannel

__all__ = ["PhoneChannel"]
