"""All conditions of one document, compiled at once; what is wrong is collected, not raised."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from luotsi.flows.complaints import Place
from luotsi.flows.conditions import Condition
from luotsi.flows.document import PathDocument
from luotsi.flows.expressions import compile_computed, compile_condition, names_in
from luotsi.flows.operands import Compiled, ExpressionFault, NotLinkedYet, Scope


@dataclass
class CompiledDocument:
    """The conditions of a document by question and position of the rule, and faults by place.

    A rule without a condition (`otherwise`), one with a fault and one that waits for linking are not
    in `conditions`.
    """

    conditions: dict[tuple[str, int], Condition] = field(default_factory=dict)
    faults: list[tuple[Place, ExpressionFault]] = field(default_factory=list)


def compile_document(document: PathDocument, scope: Scope) -> CompiledDocument:
    """Compile every computed value and every rule of `document`, reading names from `scope`."""
    result = CompiledDocument()
    scope = _with_computed(document, scope, result)
    for name, question in document.questions.items():
        for position, rule in enumerate(question.next):
            if rule.when is None:
                continue
            try:
                result.conditions[name, position] = compile_condition(rule.when, scope)
            except NotLinkedYet:
                continue
            except ExpressionFault as fault:
                result.faults.append((("questions", name, "next", position, "when"), fault))
    return result


def _with_computed(document: PathDocument, scope: Scope, result: CompiledDocument) -> Scope:
    """The scope with the document's computed values in it, each after those that it reads."""
    waiting = {
        name: set(names_in(text)) & document.computed.keys() for name, text in document.computed.items()
    }
    done: dict[str, Compiled] = {}
    put_off: set[str] = set()
    while ready := [name for name, needs in waiting.items() if needs <= done.keys() | put_off]:
        for name in ready:
            del waiting[name]
            now = replace(scope, computed=done, put_off=frozenset(put_off))
            try:
                done[name] = compile_computed(document.computed[name], now)
            except NotLinkedYet:
                put_off.add(name)
            except ExpressionFault as fault:
                put_off.add(name)
                result.faults.append((("computed", name), fault))
    for name in waiting:
        circle = ExpressionFault("The computed value reads itself, by way of others.", "Break the circle.")
        result.faults.append((("computed", name), circle))
    return replace(scope, computed=done, put_off=frozenset(put_off | waiting.keys()))
