"""A live line is a real phone application that answers over HTTP; it is called here as the telephone platform calls it.

Nothing is dialed and nobody's telephone rings: the application is asked for TwiML as Twilio's platform asks it, and
what it answers is carried out for a caller who is a program. Behavior of the platform is cited where it is imitated;
the references are to "TwiML for Programmable Voice" (https://www.twilio.com/docs/voice/twiml) and its pages.
"""

from cxsim.ivr.live.call import Call, Line
from cxsim.ivr.live.document import Said
from cxsim.ivr.live.turn import Ask, Ending, Turn
from cxsim.ivr.live.web import Web, allowed_hosts

__all__ = ["Ask", "Call", "Ending", "Line", "Said", "Turn", "Web", "allowed_hosts"]
