"""The list of gates that are broken on purpose: what stands in the code, what a careless hand could make of
it, and the tests that must notice. `audit.gates` does the breaking."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Gate:
    """One rule of safety and one way of losing it."""

    rule: str
    file: str
    """Below src/luotsi/."""
    stands: str
    """Occurs exactly once in the file."""
    broken: str
    tests: tuple[str, ...]
    """Below tests/; at least one of them must fail."""
    has_own_tables: bool = False
    """Whether the rule lives in the tables, so that they must be made anew."""


GATES = (
    Gate(
        "no role but the administrator's gives roles",
        "accounts/access.py",
        "Action.GRANT_ROLES: {_A: Scope.COUNTY}",
        "Action.GRANT_ROLES: {_A: Scope.COUNTY, _C: Scope.COUNTY}",
        ("accounts/test_access.py",),
    ),
    Gate(
        "a right of one service area stays in it",
        "accounts/access.py",
        "Action.WRITE_CONTENT: {_E: Scope.AREA,",
        "Action.WRITE_CONTENT: {_E: Scope.COUNTY,",
        ("accounts/test_access.py",),
    ),
    Gate(
        "a closed account has no right",
        "accounts/access.py",
        "if not user.is_authenticated or not user.is_active:",
        "if not user.is_authenticated:",
        ("accounts/test_access.py",),
    ),
    Gate(
        "nobody gives rights to themselves",
        "accounts/actions.py",
        'if by is not None and by.pk == user.pk:\n        raise CannotChange(_("Nobody gives',
        'if by is None and user.pk == 0:\n        raise CannotChange(_("Nobody gives',
        ("accounts/test_people.py::test_nobody_gives_rights_to_themselves",),
    ),
    Gate(
        "nothing opens without a second step",
        "accounts/middleware.py",
        'return HttpResponseRedirect(reverse("mfa_index"))',
        "return None",
        ("staff/test_signing_in.py::test_outside_a_demo_nothing_opens_without_a_second_step",),
    ),
    Gate(
        "an unused session ends after an hour",
        "accounts/sessions.py",
        "IDLE_LIMIT = timedelta(minutes=60)",
        "IDLE_LIMIT = timedelta(minutes=600)",
        ("staff/test_signing_in.py::test_an_unused_session_ends_after_an_hour",),
    ),
    Gate(
        "a sign-in leads back to our own pages only",
        "accounts/adapters.py",
        "return bool(url) and url.startswith(STAFF_PREFIXES) and super().is_safe_url(url)",
        "return bool(url)",
        ("staff/test_signing_in.py::test_a_sign_in_leads_back_to_staff_pages_only",),
    ),
    Gate(
        "at the limit nothing more is let through",
        "foundation/limits.py",
        "is_left = len(events) < self.amount",
        "is_left = True",
        ("foundation/test_limits.py",),
    ),
    Gate(
        "staff's forms carry a token",
        "config/settings.py",
        '    "django.middleware.csrf.CsrfViewMiddleware",\n',
        "",
        ("staff/test_every_page.py::test_a_form_without_its_token_is_refused",),
    ),
    Gate(
        "residents' forms come from our own pages",
        "web/parts/security.py",
        'return site == "same-origin"',
        "return True",
        ("parts/test_pages.py::test_a_form_is_taken_from_our_own_pages_only",),
    ),
    Gate(
        "no other site frames a page",
        "web/parts/security.py",
        "        \"frame-ancestors 'none'\",\n",
        "",
        ("parts/test_pages.py::test_the_policy_is_strict_and_allows_this_pages_own_sheet_only",),
    ),
    Gate(
        "what is private is kept by no browser",
        "web/parts/security.py",
        'response.headers["Cache-Control"] = "no-store" if is_private else "no-cache"',
        'response.headers["Cache-Control"] = "no-cache"',
        ("parts/test_pages.py::test_pages_are_asked_for_again_and_private_ones_are_never_kept",),
    ),
    Gate(
        "residents have no session",
        "accounts/middleware.py",
        "        if is_staff_path(request.path_info):\n            super().process_request(request)",
        "        super().process_request(request)",
        ("staff/test_doors.py::test_outside_staffs_pages_there_is_no_session_to_touch",),
    ),
    Gate(
        "identity codes are masked",
        "safety/masking.py",
        "    (IDENTITY_CODE, MARKED),\n",
        "",
        ("safety/test_masking.py",),
    ),
    Gate(
        "words of feedback are masked before they are stored",
        "feedback/actions.py",
        "words=mask(words, language).text,",
        "words=words,",
        ("feedback/test_answers.py::test_words_are_masked_before_they_are_stored",),
    ),
    Gate(
        "logs are masked",
        "safety/logging_filter.py",
        "record.msg, record.args = mask(record.getMessage()).text, None",
        "record.msg, record.args = record.getMessage(), None",
        ("safety/test_logging_filter.py",),
    ),
    Gate(
        "values of exceptions stay out of logs",
        "config/logs.py",
        "            _leave_out_values(record)\n",
        "            pass\n",
        ("operation/test_logs.py",),
    ),
    Gate(
        "a sealed body belongs to its row",
        "privacy/sealing.py",
        'return header + f"{table}|{owner}|{row_id}".encode()',
        'return header + f"{table}|{owner}".encode()',
        ("privacy/test_sealed_bodies.py",),
    ),
    Gate(
        "rows of the audit trail cannot be changed",
        "privacy/guards.py",
        '"audit_row_unchanged": ("privacy_auditrow", "UPDATE", "TRUE")',
        '"audit_row_unchanged": ("privacy_auditrow", "UPDATE", "FALSE")',
        ("privacy/test_audit_trail.py::test_the_database_refuses_change_and_deletion",),
        has_own_tables=True,
    ),
    Gate(
        "each row of the audit trail holds the hash before it",
        "privacy/chain.py",
        '"request_id", "fields", "previous_hash",',
        '"request_id", "fields",',
        ("privacy/test_audit_trail.py",),
    ),
    Gate(
        "a change without its row in the audit trail does not happen",
        "foundation/facts.py",
        "    attest(fact)\n    transaction.on_commit(lambda: announce(fact))",
        "    transaction.on_commit(lambda: (attest(fact), announce(fact)))",
        ("privacy/test_what_is_recorded.py::test_a_change_without_its_row_does_not_happen",),
    ),
    Gate(
        "erased words are overwritten on the disk",
        "config/database.py",
        "PRAGMA secure_delete=ON;",
        "PRAGMA secure_delete=OFF;",
        ("privacy/test_erasing.py",),
    ),
    Gate(
        "answers of a sensitive visit open with its own key only",
        "guidance/visits.py",
        "return AESGCM(derive(key.encode(), Purpose.SENSITIVE_VISIT))",
        'return AESGCM(derive(b"one for all", Purpose.SENSITIVE_VISIT))',
        ("guidance/test_visits.py",),
    ),
    Gate(
        "nothing is fetched from our own network",
        "foundation/outgoing.py",
        "return address.is_global and not is_odd and not is_site",
        "return not is_odd and not is_site",
        ("foundation/test_outgoing.py",),
    ),
    Gate(
        "a cell of a table is no formula",
        "foundation/tables.py",
        'return f"\'{text}" if text.startswith(_FORMULAS) else text',
        "return text",
        ("foundation/test_tables.py",),
    ),
    Gate(
        "a document of a path has no aliases",
        "flows/yaml_tree.py",
        "if isinstance(event, yaml.AliasEvent):",
        "if event is None:",
        ("flows/test_reading.py::test_hostile_yaml_is_refused_with_a_reason",),
    ),
    Gate(
        "no question about symptoms passes the gate",
        "guidance/gate.py",
        "        for fault in check_words(document)\n",
        "        for fault in ()\n",
        ("guidance/test_gate.py::test_each_kind_of_fault_is_named",),
    ),
    Gate(
        "what could not be proved is not published",
        "guidance/gate.py",
        "if not flaws and not proof.holds:",
        "if not flaws and proof is None:",
        ("guidance/test_gate.py::test_what_could_not_be_proved_does_not_go_to_residents",),
    ),
    Gate(
        "the second reader is not the author",
        "web/editor/permissions.py",
        "return not is_author and may_here(",
        "return may_here(",
        ("editor/test_rights.py::test_the_second_reader_is_somebody_else_of_the_area",),
    ),
    Gate(
        "an address of the desk asks about the row that it names",
        "web/editor/permissions.py",
        "            if not policy.user_has_permission_for_instance(request.user, right, row):\n"
        "                raise PermissionDenied\n",
        "",
        ("editor/test_rights.py::test_posting_straight_to_anothers_path_changes_nothing",),
    ),
    Gate(
        "an unsafe installation does not start",
        "accounts/checks.py",
        'if not settings.SITE_URL.startswith("https://"):',
        "if not settings.SITE_URL:",
        ("accounts/test_demo_and_deployment.py::test_each_fault_is_found",),
    ),
    Gate(
        "measures are for whoever knows the token",
        "config/metrics.py",
        'if not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):',
        "if given is None:",
        ("operation/test_watching.py::test_measures_are_for_whoever_knows_the_token",),
    ),
)
