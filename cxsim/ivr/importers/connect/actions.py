"""Each kind of Amazon Connect action has one meaning as nodes of the neutral flow."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from cxsim.ivr.flow import (
    HANG_UP,
    Assign,
    Branch,
    Callback,
    Case,
    Collect,
    Compare,
    Condition,
    HangUp,
    InHours,
    Jump,
    Menu,
    Opaque,
    Play,
    Queue,
    Retry,
    Transfer,
    Unknown,
    is_keys,
)
from cxsim.ivr.importers.assembly import unseen
from cxsim.ivr.importers.connect.reader import QUEUE, Step
from cxsim.ivr.importers.connect.shelf import last
from cxsim.ivr.importers.sources import mapping, number, string

WAITS = 5.0  # seconds: the block's own default for the first key
STORED = "StoredCustomerInput"
_COMPARED = ("$.Attributes.", "$.FlowAttributes.")
_OPERATORS: Mapping[str, str] = {
    "Equals": "=",
    "NumberGreaterThan": ">",
    "NumberGreaterOrEqualTo": ">=",
    "NumberLessThan": "<",
    "NumberLessOrEqualTo": "<=",
}
_QUIET = ("Update", "Create", "Set", "Tag", "Untag", "Start", "Stop", "Wait", "GetMetricData", "Associate", "Complete")
"""How actions begin that a caller does not notice: they set data, recording, logging, voices or wait for nothing."""


def read(step: Step) -> None:
    """Put the nodes of one action into the flow."""
    known = _ACTIONS.get(step.type)
    if known is not None:
        known(step)
    elif step.type.startswith(_QUIET):
        step.reader.put(Jump(then=step.next, **_common(step)))
    else:
        ways = tuple(dict.fromkeys([step.next, step.error(), *(target for *_, target in step.conditions())]))
        reason = f"what {step.type or 'an action without a type'} does is not known here"
        step.reader.put(Opaque(reason=reason, then=ways, **_common(step)))


def _common(step: Step) -> dict[str, Any]:
    return {"id": step.id, "where": step.where}


def _play(step: Step) -> None:
    says = step.prompts()
    if step.frame.waits and step.type == "MessageParticipantIteratively":  # what is heard in the queue again and again
        step.reader.put(Jump(then=step.frame.back, **_common(step)))
    elif says and not step.follows and not step.frame.waits:
        step.reader.put(HangUp(says=says, **_common(step)))
    else:
        step.reader.put(Play(says=says, then=step.next, **_common(step)))


def _input(step: Step) -> None:
    # StoreInput collects digits; without it one key is compared with the conditions ("Get customer input": "accepts
    # only individual digits … Multi-digit entries are not supported").
    if string(step.parameters.get("StoreInput")).lower() == "true":
        return _collect(step)
    if step.frame.waits:  # its keys are those of the queue, which one comes back to
        return step.reader.put(Jump(then=step.frame.back, **_common(step)))
    keys = {key: target for _, key, target in step.conditions() if is_keys(key)}
    silent = Retry(then=step.error("InputTimeLimitExceeded"), after=_waits(step))
    wrong = Retry(then=step.error("NoMatchingCondition"))
    step.reader.put(Menu(says=step.prompts(), keys=keys, silent=silent, wrong=wrong, **_common(step)))
    return None


def _waits(step: Step) -> float:
    return number(step.parameter("InputTimeLimitSeconds"), WAITS)


def _collect(step: Step) -> None:
    validation = mapping(step.parameters.get("InputValidation"))
    custom, phone = mapping(validation.get("CustomValidation")), mapping(validation.get("PhoneNumberValidation"))
    most = int(number(custom.get("MaximumLength"), 20))
    dtmf = mapping(step.parameters.get("DTMFConfiguration"))
    # "When a call includes no customer input, the contact takes the Success branch. The Stored customer input system
    # attribute holds a value of Timeout" (administrator guide, Store customer input).
    late = step.node_id("no input")
    step.reader.put(Assign(id=late, where=step.where, attribute=STORED, value="Timeout", then=step.next))
    wrong = step.error("InvalidPhoneNumber") if phone else step.next
    step.reader.put(
        Collect(
            says=step.prompts(),
            then=step.next,
            least=1,
            most=max(most, 1),
            end=string(dtmf.get("InputTerminationSequence"))[:1] or "#",
            into=STORED,
            silent=Retry(then=late, after=_waits(step)),
            wrong=Retry(then=wrong),
            between=number(dtmf.get("InterdigitTimeLimitSeconds"), 5.0),
            **_common(step),
        )
    )


def _bot(step: Step) -> None:
    """A bot that understands speech: its intents are the words that lead on; keys have no transition here.

    What the bot itself asks, and how often, stands in the bot and not in the flow.
    """
    words = {intent: target for _, intent, target in step.conditions() if intent}
    silent = Retry(then=step.error("InputTimeLimitExceeded", "NoMatchingCondition"), after=WAITS)
    wrong = Retry(then=step.error("NoMatchingCondition"))
    step.reader.put(Menu(says=step.prompts(), words=words, silent=silent, wrong=wrong, **_common(step)))


def _end(step: Step) -> None:
    # In an inbound flow "End flow / Resume" "functions identically to the Disconnect block" (administrator guide); in
    # the flow of waiting customers it "ends the current flow without disconnecting the contact".
    if step.frame.waits and step.type == "EndFlowExecution":
        step.reader.put(Jump(then=step.frame.back, **_common(step)))
        return
    step.reader.put(HangUp(**_common(step)))


def _choose_queue(step: Step) -> None:
    agent, queue = step.parameter("AgentId"), step.parameter("QueueId")
    name = f"agent {last(agent)}" if agent else queue if unseen(last(queue)) else step.reader.shelf.queue(queue)
    step.reader.put(Assign(attribute=QUEUE, value=name, then=step.next, **_common(step)))


def _queue(step: Step) -> None:
    """Places the call in the queue that was chosen last, which is found when the whole flow is read."""
    full = step.error("QueueAtCapacity")
    name = step.reader.shelf.queue(step.parameter("QueueId"))  # only "dequeue and transfer" names it itself
    step.reader.put(Queue(queue=name or QUEUE, full=full, name="" if name else QUEUE, **_common(step)))


def _agent(step: Step) -> None:
    step.reader.put(Transfer(number="an agent", human=True, then=step.error(), **_common(step)))


def _dial(step: Step) -> None:
    number = step.parameter("ThirdPartyPhoneNumber") or "a number that is worked out during the call"
    step.reader.put(
        Transfer(number=number, then=step.error("CallFailed", "ConnectionTimeLimitExceeded"), **_common(step))
    )


def _other_flow(step: Step) -> None:
    reference = step.parameter("ContactFlowId")
    flow = step.reader.shelf.flow(reference)
    if flow is None:
        _elsewhere(step, f"the call goes on in the flow {last(reference)}, which is not among these files")
    else:
        step.reader.put(Jump(then=step.reader.enter(flow), **_common(step)))


def _module(step: Step) -> None:
    reference = step.parameter("FlowModuleId")
    module = step.reader.shelf.flow(reference)
    start = step.reader.call(step, module) if module is not None else None
    if start is None:
        _elsewhere(step, f"the module {last(reference)} is not among these files", step.next, step.error())
    else:
        step.reader.put(Jump(then=start, **_common(step)))


def _elsewhere(step: Step, reason: str, *back: str) -> None:
    """Something that is not here may end the call in any way, or come back."""
    end = step.node_id("somewhere else")
    step.reader.put(Opaque(id=end, where=step.where, reason=reason))
    step.reader.put(Opaque(reason=reason, then=(end, *dict.fromkeys(back)) if back else (), **_common(step)))


def _return(step: Step) -> None:
    step.reader.put(Jump(then=step.frame.back, **_common(step)))


def _function(step: Step) -> None:
    name = last(step.parameter("LambdaFunctionARN")) or step.type
    reason = f"whether the function {name} succeeds cannot be seen in the flow"
    ways = tuple(dict.fromkeys([step.next, step.error(), *(target for *_, target in step.conditions())]))
    step.reader.put(Opaque(reason=reason, then=ways, **_common(step)))


def _hours(step: Step) -> None:
    """Two conditions, True and False; without hours of its own "the TargetQueue's hours … are used"."""
    ways = {operand.lower(): target for _, operand, target in step.conditions()}
    reference = step.parameter("HoursOfOperationId")
    name = last(reference)
    shelf = step.reader.shelf
    if name in shelf.hours and (schedule := shelf.hours[name]) is not None:
        step.reader.assembly.schedules[name] = schedule
    case = Case(condition=InHours(state="open", schedule=name or QUEUE), then=ways.get("true", step.error()))
    closed = ways.get("false", step.error())
    step.reader.put(Branch(cases=(case,), otherwise=closed, name="" if name else QUEUE, **_common(step)))


def _compare(step: Step) -> None:
    compared = string(step.parameters.get("ComparisonValue"))
    cases = tuple(
        Case(condition=_condition(compared, operator, operand), then=target)
        for operator, operand, target in step.conditions()
    )
    step.reader.put(Branch(cases=cases, otherwise=step.error("NoMatchingCondition"), **_common(step)))


def _condition(compared: str, operator: str, operand: str) -> Condition:
    name = next((compared.removeprefix(start) for start in _COMPARED if compared.startswith(start)), "")
    if compared in (f"$.{STORED}", f"$.System.{STORED}", "$.StoredCustomerInput"):
        name = STORED
    if not name:
        return Unknown(reason=f"{compared or 'what is compared'} is not known before the call")
    if operator not in _OPERATORS or unseen(operand):
        return Unknown(reason=f"whether {name} {operator} {operand} cannot be seen in the flow")
    return Compare(name=name, op=_OPERATORS[operator], value=operand)


def _loop(step: Step) -> None:
    """Counts to LoopCount, then is done once, "then reset" (API reference, Loop)."""
    count = step.parameter("LoopCount")
    ways = {operand: target for _, operand, target in step.conditions()}
    again, done = ways.get("ContinueLooping", HANG_UP), ways.get("DoneLooping", step.error())
    if not count.isdigit():
        reason = f"how often {step.id} repeats ({count or 'nothing'}) is not known before the call"
        step.reader.put(Opaque(reason=reason, then=tuple(dict.fromkeys([again, done])), **_common(step)))
        return
    counter, one, reset = f"rounds of {step.id}", step.node_id("once more"), step.node_id("reset")
    finished = Case(condition=Compare(name=counter, op=">=", value=str(min(int(count), 100))), then=reset)
    step.reader.put(Branch(cases=(finished,), otherwise=one, **_common(step)))
    step.reader.put(Assign(id=one, where=step.where, attribute=counter, value="+1", add=1, then=again))
    step.reader.put(Assign(id=reset, where=step.where, attribute=counter, value="0", then=done))


def _by_chance(step: Step) -> None:
    what = "how busy the queue is" if step.type == "CheckMetricData" else "which share of the calls this one belongs to"
    reason = f"{what} is not known before the call"
    cases = tuple(Case(condition=Unknown(reason=reason), then=target) for *_, target in step.conditions())
    step.reader.put(Branch(cases=cases, otherwise=step.error("NoMatchingCondition"), **_common(step)))


def _callback(step: Step) -> None:
    step.reader.put(Callback(**_common(step)))


def _attributes(step: Step) -> None:
    """Sets attributes one after the other."""
    key = "FlowAttributes" if step.type == "UpdateFlowAttributes" else "Attributes"
    wanted = mapping(step.parameters.get(key))
    values = {
        name: string(mapping(value).get("Value")) if isinstance(value, dict) else string(value)
        for name, value in wanted.items()
    }
    ids = [step.id, *(step.node_id(name) for name in list(values)[1:])]
    if not values:
        step.reader.put(Jump(then=step.next, **_common(step)))
    for position, (name, value) in enumerate(values.items()):
        then = ids[position + 1] if position + 1 < len(ids) else step.next
        step.reader.put(Assign(id=ids[position], where=step.where, attribute=name, value=value, then=then))


def _hooks(step: Step) -> None:
    hook = string(mapping(step.parameters.get("EventHooks")).get("CustomerQueue")) or step.parameter("CustomerQueue")
    if hook:
        step.reader.hear_while_waiting(step.reader.resolved(hook, step.frame))
    step.reader.put(Jump(then=step.next, **_common(step)))


def _data(step: Step) -> None:
    language = step.parameter("LanguageCode")
    step.reader.put(Jump(then=step.next, language="" if unseen(language) else language, **_common(step)))


_ACTIONS: Mapping[str, Callable[[Step], None]] = {
    "MessageParticipant": _play,
    "MessageParticipantIteratively": _play,
    "GetParticipantInput": _input,
    "ConnectParticipantWithLexBot": _bot,
    "DisconnectParticipant": _end,
    "EndFlowExecution": _end,
    "UpdateContactTargetQueue": _choose_queue,
    "TransferContactToQueue": _queue,
    "DequeueContactAndTransferToQueue": _queue,
    "TransferContactToAgent": _agent,
    "TransferParticipantToThirdParty": _dial,
    "TransferToFlow": _other_flow,
    "InvokeFlowModule": _module,
    "EndFlowModuleExecution": _return,
    "InvokeLambdaFunction": _function,
    "CheckHoursOfOperation": _hours,
    "CheckMetricData": _by_chance,
    "DistributeByPercentage": _by_chance,
    "Compare": _compare,
    "Loop": _loop,
    "CreateCallbackContact": _callback,
    "UpdateContactAttributes": _attributes,
    "UpdateFlowAttributes": _attributes,
    "UpdateContactEventHooks": _hooks,
    "UpdateContactData": _data,
}
