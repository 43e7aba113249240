"""Questions, answers, rules: guidance paths as data, visits as folds over them, and proofs.

Plain Python, no framework. A document is read (`read_document`), linked with the sub-paths that it
calls (`link`), walked (`replay`), proved (`prove`) and compared with an earlier one (`differences`).
"""

from luotsi.flows.differing import differences
from luotsi.flows.document import PathDocument
from luotsi.flows.linking import Flow, Node, OutcomeNode, QuestionNode, ReturnNode, Turn, link
from luotsi.flows.proving import prove
from luotsi.flows.reading import check_document, read_document
from luotsi.flows.references import fact_references, missing_texts, slots, source_references, text_maps
from luotsi.flows.replaying import longest_walk, replay, walks
from luotsi.flows.schema import json_schema
from luotsi.flows.types import (
    DONT_KNOW,
    NONE,
    Answers,
    Change,
    Differences,
    DocumentErrors,
    DocumentFault,
    Fault,
    Given,
    LinkError,
    Proof,
    QuestionChange,
    Reason,
    Rejected,
    Values,
    Visit,
)
from luotsi.flows.words import check_words
from luotsi.flows.writing import dump_document
from luotsi.flows.yaml_tree import line_of

__all__ = [
    "DONT_KNOW",
    "NONE",
    "Answers",
    "Change",
    "Differences",
    "DocumentErrors",
    "DocumentFault",
    "Fault",
    "Flow",
    "Given",
    "LinkError",
    "Node",
    "OutcomeNode",
    "PathDocument",
    "Proof",
    "QuestionChange",
    "QuestionNode",
    "Reason",
    "Rejected",
    "ReturnNode",
    "Turn",
    "Values",
    "Visit",
    "check_document",
    "check_words",
    "differences",
    "dump_document",
    "fact_references",
    "json_schema",
    "line_of",
    "link",
    "longest_walk",
    "missing_texts",
    "prove",
    "read_document",
    "replay",
    "slots",
    "source_references",
    "text_maps",
    "walks",
]
