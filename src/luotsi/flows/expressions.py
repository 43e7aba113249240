"""The conditions that editors write: a small, typed part of Python's expressions.

`and or not`, comparisons, `in [..]`, `option in several`, `+ -` and times a whole number,
`count(several)`, `days_until(date)`. Names are questions, computed values and option codes. Text is
parsed by Python's `ast` and never evaluated; everything that is not on the list is refused, with a
position and, for a misspelt name, the name that was probably meant.
"""

from __future__ import annotations

import ast
from datetime import date
from typing import Literal, cast

from luotsi.flows.complaints import meant
from luotsi.flows.conditions import (
    All,
    AnyOf,
    Condition,
    Constant,
    Includes,
    IsOneOf,
    IsUnknown,
    Linear,
    Not,
    Term,
    atoms,
)
from luotsi.flows.document import (
    LARGEST_NUMBER,
    ChoiceQuestion,
    DateQuestion,
    MunicipalityQuestion,
    NumberQuestion,
    SeveralQuestion,
    YesNoQuestion,
)
from luotsi.flows.operands import (
    Asked,
    Compiled,
    ExpressionFault,
    NotLinkedYet,
    Operand,
    Scope,
    Sum,
    Word,
    codes_of,
    compare_zero,
    dotted_name,
    says_dont_know,
    source,
    syntax_words,
)
from luotsi.flows.types import DONT_KNOW

DEEPEST = 30
"""Brackets and operators inside each other; nobody reads more."""

LARGEST_CONDITION = 2_000
"""Atoms of a condition after computed values are put in."""

TOO_DEEP = ExpressionFault("The condition has too many parts inside each other.", "Use computed values.")

NAMES_CHOICE = (ChoiceQuestion, MunicipalityQuestion, YesNoQuestion)

_CONDITIONS = (Constant, IsOneOf, Includes, IsUnknown, Linear, Not, All, AnyOf)
_SIGNS: dict[type[ast.cmpop], str] = {
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
    ast.In: "in", ast.NotIn: "not in",
}  # fmt: skip
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}


def compile_condition(text: str, scope: Scope) -> Condition:
    """The condition that `text` says. Raises ExpressionFault; NotLinkedYet where a sub-path is read."""
    compiler = _Compiler(scope, text)
    try:
        return compiler.condition(compiler.parse(), 0)
    except RecursionError:
        raise TOO_DEEP from None


def compile_computed(text: str, scope: Scope) -> Compiled:
    """The number or condition that `text` says. Raises as `compile_condition`."""
    compiler = _Compiler(scope, text)
    tree = compiler.parse()
    try:
        operand = compiler.operand(tree, 0)
        return operand if isinstance(operand, Sum) else compiler.as_condition(operand, tree)
    except RecursionError:
        raise TOO_DEEP from None


def names_in(text: str) -> tuple[str, ...]:
    """Every name that a well-formed expression mentions, option codes included; () for others."""
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ()
    return tuple(dict.fromkeys(node.id for node in ast.walk(tree) if isinstance(node, ast.Name)))


class _Compiler:
    """One expression on its way from text to condition."""

    def __init__(self, scope: Scope, text: str) -> None:
        self.scope = scope
        self.text = text

    def parse(self) -> ast.expr:
        """The expression as Python reads it."""
        flat = " ".join(self.text.split())
        if "\\" in flat:
            raise ExpressionFault("There is a backslash in the condition.", "Take it out.", flat.index("\\"))
        try:
            return ast.parse(flat, mode="eval").body
        except SyntaxError as error:
            raise ExpressionFault(*syntax_words(flat), max(0, (error.offset or 1) - 1)) from None
        except (ValueError, RecursionError, MemoryError):
            raise ExpressionFault("The condition cannot be read.", "Write it more simply.") from None

    def fault(self, node: ast.AST, message: str, advice: str) -> ExpressionFault:
        """A fault at the node's place."""
        line = " ".join(self.text.split()).encode()
        before = line[: getattr(node, "col_offset", 0)].decode(errors="replace")
        return ExpressionFault(message, advice, len(before))

    def condition(self, node: ast.expr, depth: int) -> Condition:
        """The node, which must be something true or false."""
        return self.as_condition(self.operand(node, depth), node)

    def as_condition(self, operand: Operand, node: ast.AST) -> Condition:
        """An operand standing alone where true or false is wanted."""
        if isinstance(operand, _CONDITIONS):
            if sum(1 for _ in atoms(operand)) > LARGEST_CONDITION:
                raise self.fault(
                    node, "The condition is too long.", "Ask a question that decides it directly."
                )
            return operand
        if isinstance(operand, Asked):
            if isinstance(operand.question, YesNoQuestion):
                return IsOneOf(operand.name, frozenset({"yes"}))
            raise self.fault(
                node, f"“{operand.name}” alone is not true or false.", "Compare it with something."
            )
        if isinstance(operand, Word):
            raise self._unknown(operand, node)
        raise self.fault(node, "A number alone is not true or false.", "Compare it with something.")

    def operand(self, node: ast.expr, depth: int) -> Operand:
        """Any part of an expression."""
        if depth > DEEPEST:
            raise self.fault(
                node, "The condition has too many parts inside each other.", "Use computed values."
            )
        match node:
            case ast.BoolOp(op, values):
                parts = tuple(self.condition(value, depth + 1) for value in values)
                return All(parts) if isinstance(op, ast.And) else AnyOf(parts)
            case ast.UnaryOp(ast.Not(), inner):
                return Not(self.condition(inner, depth + 1))
            case ast.Compare():
                return self._comparison(node, depth)
            case ast.BinOp() | ast.UnaryOp():
                return self._arithmetic(node, depth)
            case ast.Call():
                return self._function(node)
            case ast.Constant():
                return self._constant(node)
            case ast.Name() | ast.Attribute():
                return self._name(node)
        raise self.fault(
            node,
            f"“{source(node)}” cannot be used in a condition.",
            "Possible: and, or, not, comparisons, in [..], + - *, count(), days_until().",
        )

    def _name(self, node: ast.expr) -> Operand:
        dotted = dotted_name(node)
        if dotted is None:
            raise self.fault(node, f"“{source(node)}” cannot be used in a condition.", "Write a plain name.")
        head = dotted.split(".")[0]
        if dotted in self.scope.put_off or (head != dotted and head in self.scope.calls):
            raise NotLinkedYet
        if dotted in self.scope.computed:
            return self.scope.computed[dotted]
        if question := self.scope.questions.get(dotted):
            full = self.scope.prefix + dotted
            if isinstance(question, NumberQuestion):
                return Sum((Term("number", full, 1),))
            return Asked(full, question)
        return Word(dotted)

    def _constant(self, node: ast.Constant) -> Operand:
        value = node.value
        if isinstance(value, str):
            return Word(value)
        if isinstance(value, int) and not isinstance(value, bool):
            if abs(value) > LARGEST_NUMBER:
                raise self.fault(node, "The number is too great.", f"At most {LARGEST_NUMBER}.")
            return Sum((), value)
        advice = (
            "Write yes or no, or compare with a code." if isinstance(value, bool) else "Use whole numbers."
        )
        raise self.fault(node, f"“{source(node)}” cannot be used in a condition.", advice)

    def _function(self, node: ast.Call) -> Operand:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name not in {"count", "days_until"}:
            advice = meant(name, ["count", "days_until"], "")
            raise self.fault(node, f"“{source(node.func)}” is not a function of conditions.", advice)
        wanted = SeveralQuestion if name == "count" else DateQuestion
        inner = self._name(node.args[0]) if len(node.args) == 1 and not node.keywords else None
        if not (isinstance(inner, Asked) and isinstance(inner.question, wanted)):
            kind = "a question of several choices" if name == "count" else "a date question"
            raise self.fault(node, f"{name}() needs {kind}.", f"Write {name}(question).")
        return Sum((Term("count" if name == "count" else "days", inner.name, 1),))

    def _arithmetic(self, node: ast.BinOp | ast.UnaryOp, depth: int) -> Sum:
        if isinstance(node, ast.UnaryOp):
            if isinstance(node.op, ast.USub):
                return self._number(node.operand, depth).times(-1)
            raise self.fault(node, f"“{source(node)}” cannot be used in a condition.", "Leave the sign out.")
        left, right = self._number(node.left, depth), self._number(node.right, depth)
        match node.op:
            case ast.Add():
                return self._in_bounds(left.plus(right), node)
            case ast.Sub():
                return self._in_bounds(left.plus(right, -1), node)
            case ast.Mult() if not (left.terms and right.terms):
                factors, single = (right, left.constant) if not left.terms else (left, right.constant)
                return self._in_bounds(factors.times(single), node)
            case ast.Mult():
                raise self.fault(node, "Two answers are multiplied.", "Only multiply by a whole number.")
        raise self.fault(
            node, "Only + - and * work between numbers.", "Multiply the other side instead of dividing."
        )

    def _in_bounds(self, total: Sum, node: ast.AST) -> Sum:
        if any(
            abs(value) > LARGEST_NUMBER for value in (total.constant, *(term.factor for term in total.terms))
        ):
            raise self.fault(node, "The number is too great.", f"At most {LARGEST_NUMBER}.")
        return total

    def _number(self, node: ast.expr, depth: int) -> Sum:
        operand = self.operand(node, depth + 1)
        if isinstance(operand, Sum):
            return operand
        if isinstance(operand, Word):
            raise self._unknown(operand, node)
        raise self.fault(
            node, f"“{source(node)}” is not a number.", "Use a number question, count() or days_until()."
        )

    def _comparison(self, node: ast.Compare, depth: int) -> Condition:
        sides = [node.left, *node.comparators]
        parts = []
        for left, operator, right in zip(sides, node.ops, sides[1:], strict=False):
            sign = _SIGNS.get(type(operator))
            if sign is None:
                raise self.fault(node, "“is” cannot be used in a condition.", "Use == or !=.")
            parts.append(
                self._membership(left, sign == "in", right, depth)
                if sign in {"in", "not in"}
                else self._pair(left, sign, right, depth)
            )
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def _pair(self, left: ast.expr, sign: str, right: ast.expr, depth: int) -> Condition:
        """One comparison; a code may stand on either side."""
        first, second = self.operand(left, depth + 1), self.operand(right, depth + 1)
        for this, that, that_node, way in (
            (first, second, right, sign), (second, first, left, _MIRRORED[sign]),
        ):  # fmt: skip
            if says_dont_know(that):
                return self._dont_know(this, way, left)
            if isinstance(this, Asked) and (word := self._as_word(that, that_node, this)):
                return self._with_word(this, way, word, that_node)
        if isinstance(first, Sum) and isinstance(second, Sum):
            return self._linear(first.plus(second, -1), sign, left)
        raise self._mismatch(first, second, left, right)

    def _as_word(self, operand: Operand, node: ast.expr, beside: Asked) -> Word | None:
        """The operand as a code beside a question: also when some question has the same name."""
        if isinstance(operand, Word):
            return operand
        if isinstance(node, ast.Name) and node.id in codes_of(beside.question):
            return Word(node.id)
        return None

    def _dont_know(self, operand: Operand, sign: str, node: ast.AST) -> Condition:
        if sign not in {"==", "!="}:
            raise self.fault(node, "dont_know can only be compared by == and !=.", "Use == or !=.")
        name = operand.name if isinstance(operand, Asked) else None
        if isinstance(operand, Sum) and operand == Sum((*operand.terms[:1],)) and operand.terms:
            name = operand.terms[0].name if operand.terms[0].factor == 1 else None
        if isinstance(operand, Word):
            raise self._unknown(operand, node)
        if name is None:
            raise self.fault(node, "Only a question can be dont_know.", "Write question == dont_know.")
        return IsUnknown(name, unknown=sign == "==")

    def _with_word(self, asked: Asked, sign: str, word: Word, node: ast.expr) -> Condition:
        if isinstance(asked.question, DateQuestion):
            return self._with_date(asked, sign, word, node)
        if isinstance(asked.question, SeveralQuestion):
            raise self.fault(
                node,
                f"“{asked.name}” may have several answers.",
                f"Write {word.text} in {asked.name}, or count().",
            )
        if sign not in {"==", "!="}:
            raise self.fault(node, "Codes have no order.", "Use ==, != or in [..].")
        self._check_code(asked, word, node)
        return IsOneOf(asked.name, frozenset({word.text}), inside=sign == "==")

    def _with_date(self, asked: Asked, sign: str, word: Word, node: ast.expr) -> Condition:
        try:
            ordinal = date.fromisoformat(word.text if len(word.text) == 10 else "").toordinal()
        except ValueError:
            raise self.fault(
                node, f"“{word.text}” is not a date.", 'Write it in quotes, such as "2026-11-24".'
            ) from None
        return self._linear(Sum((Term("date", asked.name, 1),), -ordinal), sign, node)

    def _check_code(self, asked: Asked, word: Word, node: ast.AST) -> None:
        if isinstance(asked.question, MunicipalityQuestion):
            if not (len(word.text) == 3 and word.text.isascii() and word.text.isdigit()):
                raise self.fault(
                    node,
                    f"“{word.text}” is not a municipality code.",
                    'Write three digits in quotes, such as "091".',
                )
            return
        codes = codes_of(asked.question)
        if word.text not in codes:
            raise self.fault(
                node, f"“{asked.name}” has no option “{word.text}”.", meant(word.text, codes, "")
            )

    def _membership(self, left: ast.expr, inside: bool, right: ast.expr, depth: int) -> Condition:
        if isinstance(right, ast.List | ast.Tuple | ast.Set):
            return self._one_of(self.operand(left, depth + 1), inside, right, left, depth)
        several = self.operand(right, depth + 1)
        if not (isinstance(several, Asked) and isinstance(several.question, SeveralQuestion)):
            if isinstance(several, Word):
                raise self._unknown(several, right)
            raise self.fault(
                right,
                f"“{source(right)}” holds no list of answers.",
                "Write option in several, or in [a, b].",
            )
        word = self._as_word(self.operand(left, depth + 1), left, several)
        if word is None:
            raise self.fault(
                left, f"“{source(left)}” is not an option.", meant("", codes_of(several.question), "")
            )
        self._check_code(several, word, left)
        return Includes(several.name, word.text, inside=inside)

    def _one_of(
        self, asked: Operand, inside: bool, group: ast.List | ast.Tuple | ast.Set, left: ast.expr, depth: int
    ) -> Condition:
        if not group.elts:
            raise self.fault(group, "The list is empty.", "Write at least one option.")
        members = [(self.operand(member, depth + 1), member) for member in group.elts]
        if isinstance(asked, Sum):
            parts = tuple(
                self._linear(asked.plus(self._number(node, depth), -1), "==" if inside else "!=", node)
                for _, node in members
            )
            return AnyOf(parts) if inside else All(parts)
        if isinstance(asked, Word):
            raise self._unknown(asked, left)
        if not (isinstance(asked, Asked) and isinstance(asked.question, NAMES_CHOICE)):
            raise self.fault(
                left, f"“{source(left)}” is not one choice.", "in [..] works for a choice or a number."
            )
        words = []
        for operand, node in members:
            word = self._as_word(operand, node, asked)
            if word is None or says_dont_know(word):
                raise self.fault(node, f"“{source(node)}” is not an option.", "List option codes only.")
            self._check_code(asked, word, node)
            words.append(word.text)
        return IsOneOf(asked.name, frozenset(words), inside=inside)

    def _linear(self, total: Sum, sign: str, node: ast.AST) -> Condition:
        """`total` compared with zero, as an atom whose comparison is one of <= == !=."""
        terms = tuple(sorted(term for term in total.terms if term.factor))
        if not terms:
            if total.terms:
                raise self.fault(node, "Both sides are the same answer.", "Compare with something else.")
            return Constant(value=compare_zero(total.constant, sign))
        if any(term.kind in {"days", "date"} for term in terms) and len(terms) > 1:
            raise self.fault(node, "A date is mixed with another answer.", "Compare each with a fixed value.")
        if sign in {">", ">="}:
            terms, sign = tuple(Term(each.kind, each.name, -each.factor) for each in terms), _MIRRORED[sign]
            total = total.times(-1)
        bound = -total.constant - (1 if sign == "<" else 0)
        operator = "<=" if sign in {"<", "<="} else sign
        return Linear(terms, cast(Literal["<=", "==", "!="], operator), bound)

    def _unknown(self, word: Word, node: ast.AST) -> ExpressionFault:
        if word.text == DONT_KNOW:
            return self.fault(node, "dont_know stands alone.", "Write question == dont_know.")
        names = self.scope.names
        return self.fault(
            node, f"“{word.text}” is not a question or computed value here.", meant(word.text, names, "")
        )

    def _mismatch(self, first: Operand, second: Operand, left: ast.expr, right: ast.expr) -> ExpressionFault:
        for operand, node in ((first, left), (second, right)):
            if isinstance(operand, Word):
                return self._unknown(operand, node)
        message = f"“{source(left)}” and “{source(right)}” cannot be compared."
        kinds = {type(operand) for operand in (first, second)}
        if kinds == {Asked, Sum}:
            asked = first if isinstance(first, Asked) else cast(Asked, second)
            kind = getattr(asked.question, "type", "")
            advice = (
                "Use days_until(), or a date in quotes."
                if kind == "date"
                else f"“{asked.name}” is not a number; compare it with one of its codes."
            )
            return self.fault(right, message, advice)
        return self.fault(right, message, "Compare a question with a code, a number or a date.")
