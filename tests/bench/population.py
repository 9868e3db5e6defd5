"""Enterprises, their people, certificates and followers for the pipeline, written by the database itself.

Each certificate is another enterprise's, and each enterprise has three people of its own, all on WeChat: one follows
the certificate, one the enterprise with its certificates of origin, one the enterprise with everything. So nobody
gets two messages in a run, and neither pace nor the merging of bursts holds one back, as in a city of exporters.
"""

from kit import database

FOLLOWERS = 3
NUMBER = "E26{n:09d}0001"
_ID = "('01900000-{kind}-7000-8000-' || lpad(to_hex({n}), 12, '0'))::uuid"
_FIRM, _PERSON, _PAPER = (_ID.format(kind=kind, n=n) for kind, n in (("0001", "n"), ("0002", "p"), ("0003", "n")))
_FIRMS = "generate_series(1, $1::int) as firms (n)"
_PEOPLE = f"{_FIRMS} cross join lateral generate_series(3 * n, 3 * n + {FOLLOWERS - 1}) as people (p)"
_STATEMENTS = (
    f"""insert into enterprises (id, name, credit_code, org_code, customs_code, ccpit_code, created_at)
        select {_FIRM}, '出口企业' || n, '91610000' || org || 'X', org, '', '', now()
        from {_FIRMS} cross join lateral lpad(n::text, 9, '0') as org""",
    f"""insert into persons (id, login, name, password_hash, mobile, created_at)
        select {_PERSON}, 'person' || p, '经办人', '', '', now() from {_PEOPLE}""",
    f"""insert into memberships (id, person_id, enterprise_id, role, granted_at)
        select {_PERSON}, {_PERSON}, {_FIRM}, 'operator', now() from {_PEOPLE}""",
    f"""insert into addresses (id, person_id, channel, value, state, reason, proven_at, changed_at)
        select {_PERSON}, {_PERSON}, 'wechat', 'oHZt5bench' || lpad(p::text, 18, '0'), 'active', '', now(), now()
        from {_PEOPLE}""",
    f"""insert into documents (id, kind, number, enterprise_id, content, status, status_at, axes, facts, seq,
                               created_at, updated_at)
        select {_PAPER}, 'customs_certificate', 'E26' || lpad(n::text, 9, '0') || '0001', {_FIRM},
               'trade/origin/customs', 'received', '2026-01-05', '{{}}', '{{}}', 1, now(), now() from {_FIRMS}""",
    """insert into document_standings (document_id, enterprise_id, kind, status, status_at)
       select id, enterprise_id, kind, status, status_at from documents""",
    f"""insert into subscriptions (id, person_id, channel, level, topic, content, mode, tenant_id, label, valid_from,
                                   created_at)
        select {_PERSON}, {_PERSON}, 'wechat', case p % 3 when 0 then 'document' else 'enterprise' end,
               case p % 3 when 0 then 'document:' || {_PAPER} else 'enterprise:' || {_FIRM} end,
               case p % 3 when 1 then 'trade/origin' else '' end, 'follow', {_FIRM}, '', now(), now()
        from {_PEOPLE}""",
    "analyze",
)


async def settle(firms: int) -> None:
    """Write so many enterprises with all that belongs to each; the database must be migrated and empty."""
    for statement in _STATEMENTS:
        await database.execute(statement, *([firms] if "$1" in statement else []))
