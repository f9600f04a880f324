"""Blocks are Amazon Connect's older export format: modules with branches instead of actions with transitions.

They are translated into actions of the flow language, so that one reader gives both their meaning.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cxsim.ivr.importers.sources import items, mapping, string

_TYPES: Mapping[str, str] = {
    "PlayPrompt": "MessageParticipant",
    "GetUserInput": "GetParticipantInput",
    "StoreUserInput": "GetParticipantInput",
    "SetQueue": "UpdateContactTargetQueue",
    "CheckHoursOfOperation": "CheckHoursOfOperation",
    "CheckAttribute": "Compare",
    "CheckStaffing": "CheckMetricData",
    "SetAttributes": "UpdateContactAttributes",
    "InvokeExternalResource": "InvokeLambdaFunction",
    "Loop": "Loop",
    "Disconnect": "DisconnectParticipant",
    "EndFlow": "EndFlowExecution",
    "ResumeContact": "EndFlowExecution",
    "SetVoice": "UpdateContactTextToSpeechVoice",
    "SetLoggingBehavior": "UpdateFlowLoggingBehavior",
    "SetContactFlow": "UpdateContactEventHooks",
    "SetRecordingBehavior": "UpdateContactRecordingBehavior",
}
_TARGETS: Mapping[str, str] = {
    "Queue": "TransferContactToQueue",
    "Flow": "TransferToFlow",
    "PhoneNumber": "TransferParticipantToThirdParty",
    "Agent": "TransferContactToAgent",
}
_ERRORS: Mapping[str, str] = {
    "Error": "NoMatchingError",
    "NoMatch": "NoMatchingCondition",
    "Timeout": "InputTimeLimitExceeded",
    "AtCapacity": "QueueAtCapacity",
    "CallFailure": "CallFailed",
    "InvalidNumber": "InvalidPhoneNumber",
}
_VALUES: Mapping[str, str] = {"Looping": "ContinueLooping", "Complete": "DoneLooping"}
_OPERATORS: Mapping[str, str] = {
    "GreaterThan": "NumberGreaterThan",
    "GreaterThanOrEqualTo": "NumberGreaterOrEqualTo",
    "LessThan": "NumberLessThan",
    "LessThanOrEqualTo": "NumberLessOrEqualTo",
    "StartsWith": "TextStartsWith",
    "Contains": "TextContains",
}


def is_old(value: Any) -> bool:
    """Whether this is a flow in the older format."""
    found = mapping(value)
    return isinstance(found.get("modules"), list) and "start" in found


def translated(flow: Mapping[str, Any], pointer: str) -> tuple[dict[str, Any], dict[str, str]]:
    """The flow in the flow language, and the pointer of each of its blocks."""
    actions: list[dict[str, Any]] = []
    pointers: dict[str, str] = {}
    for number, block in enumerate(items(flow.get("modules"))):
        found = mapping(block)
        if found:
            actions.append(_action(found))
            pointers.setdefault(string(found.get("id")), f"{pointer}/modules/{number}")
    meta = mapping(flow.get("metadata"))
    kind = {"contactFlow": "CONTACT_FLOW", "customerQueue": "CUSTOMER_QUEUE", "queueTransfer": "QUEUE_TRANSFER"}
    return {
        "StartAction": string(flow.get("start")),
        "Metadata": {"name": string(meta.get("name")), "type": kind.get(string(flow.get("type")), "")},
        "Actions": actions,
    }, pointers


def _action(block: Mapping[str, Any]) -> dict[str, Any]:
    type = string(block.get("type"))
    known = _TARGETS.get(string(block.get("target")), "") if type == "Transfer" else _TYPES.get(type, "")
    parameters = _parameters(block)
    if type == "StoreUserInput":
        parameters["StoreInput"] = "True"
    return {
        "Identifier": string(block.get("id")),
        "Type": known or type,
        "Parameters": parameters,
        "Transitions": _transitions(block),
    }


def _parameters(block: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters by the names that the flow language uses; names that it does not know stay as they are."""
    found: dict[str, Any] = {}
    attributes: dict[str, str] = {}
    for parameter in map(mapping, items(block.get("parameters"))):
        name, value = string(parameter.get("name")), string(parameter.get("value"))
        if parameter.get("namespace") and name != "Attribute":
            value = f"$.{string(parameter['namespace'])}.{value}"
        if name == "Attribute":
            attributes[string(parameter.get("key"))] = value
            found["ComparisonValue"] = f"$.{string(parameter.get('namespace')) or 'Attributes'}.{value}"
        elif name == "Timeout":
            found["InputTimeLimitSeconds"] = value
        elif name == "MaxDigits":
            found["InputValidation"] = {"CustomValidation": {"MaximumLength": value}}
        elif name in ("Queue", "ContactFlowId", "Hours", "PhoneNumber", "FunctionArn"):
            found[_NAMES[name]] = value
        elif name:
            found[name] = value
    if attributes.keys() - {""}:
        found["Attributes"] = attributes
    return found


_NAMES: Mapping[str, str] = {
    "Queue": "QueueId",
    "ContactFlowId": "ContactFlowId",
    "Hours": "HoursOfOperationId",
    "PhoneNumber": "ThirdPartyPhoneNumber",
    "FunctionArn": "LambdaFunctionARN",
}


def _transitions(block: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {"Conditions": [], "Errors": []}
    for branch in map(mapping, items(block.get("branches"))):
        condition, target = string(branch.get("condition")), string(branch.get("transition"))
        if condition == "Success":
            found["NextAction"] = target
        elif condition in _ERRORS:
            found["Errors"].append({"ErrorType": _ERRORS[condition], "NextAction": target})
        else:
            value = string(branch.get("conditionValue")) or _VALUES.get(condition, condition)
            operator = string(branch.get("conditionType")) or "Equals"
            wanted = {"Operator": _OPERATORS.get(operator, operator), "Operands": [value]}
            found["Conditions"].append({"NextAction": target, "Condition": wanted})
    return found
