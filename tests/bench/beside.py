"""What an enterprise gathers beside its documents, written by the database: of each kind one row a document."""

from typing import Final
from uuid import UUID

from kit import database, migrating

_BOSS: Final = "documents d join memberships m on m.enterprise_id = d.enterprise_id and m.role = 'admin'"
_MADE: Final = f"""
    insert into audit (id, at, actor, door, action, tenant_id, target, result, trace, mac)
    select d.id, d.created_at, cast(m.person_id as text), 'http', 'certificate.create', d.enterprise_id,
        cast(d.id as text), 'done', '', '' from {_BOSS} where d.enterprise_id = $1;
    insert into approvals (id, enterprise_id, act, code, matters, requester_id, door, asked_at, expires_at, state, note,
        results)
    select d.id, d.enterprise_id, 'certificate.declare', '0000', '[]', m.person_id, 'http', d.created_at,
        d.created_at, 'expired', '', '[]' from {_BOSS} where d.enterprise_id = $1;
    insert into subscriptions (id, person_id, channel, level, topic, content, mode, tenant_id, label, valid_from,
        created_at)
    select d.id, m.person_id, 'wechat', 'document', 'document:' || cast(d.id as text), '',
        case when substr(cast(d.id as text), 36) = '0' then 'mute' else 'follow' end, d.enterprise_id, d.number,
        d.created_at, d.created_at from {_BOSS} where d.enterprise_id = $1;
    delete from outgoing where enterprise_id = $1;
    insert into outgoing (id, gateway, kind, document_id, enterprise_id, key, body, filename, subject, failed_step,
        state, explanation, tries, due_at, trace, created_at)
    select d.id, 'gacc', 'certificate', d.id, d.enterprise_id, cast(d.id as text), '', '', '', '', 'answered', '', 1,
        d.created_at, '', d.created_at from documents d where d.enterprise_id = $1;
    delete from deliveries where tenant_id = $1;
    insert into deliveries (id, message_id, person_id, tenant_id, why, channel, address, thread, seq, lane, due_at,
        expires_at, held, state, shelf, attempts, failures, provider, provider_id, code, reason, accepted_at,
        created_at)
    select d.id, s.id, m.person_id, d.enterprise_id, '', 'sms', '13800001234', cast(d.id as text), 1, 1, d.created_at,
        d.created_at, '', 'accepted', 1, 1, 0, 'log', cast(d.id as text), '', '', d.created_at, d.created_at
    from {_BOSS} cross join (select id from messages limit 1) as s where d.enterprise_id = $1;
    insert into prints (id, certificate_id, enterprise_id, part, copies, state, reason, started_by, started_at,
        asked_at)
    select d.id, d.id, d.enterprise_id, 'original', 1, 'sent', '', m.person_id, d.created_at, d.created_at
    from {_BOSS} where d.enterprise_id = $1 and d.kind = 'customs_certificate'
"""
_RARE: Final = """
    update deliveries set state = 'uncertain', shelf = 2, code = '45009', channel = 'wechat', person_id = $2,
        accepted_at = null
    where id in (select id from deliveries where tenant_id = $1 order by id
        limit 5 offset (select count(*) / 2 from deliveries where tenant_id = $1));
    update outgoing set state = 'failed', gateway = 'ccpit', kind = 'coordination'
    where id in (select id from outgoing where enterprise_id = $1 order by id
        limit 5 offset (select count(*) / 2 from outgoing where enterprise_id = $1))
"""


async def gather(enterprise_id: UUID, somebody: UUID) -> None:
    """Write what stands beside an enterprise's documents; five rows of each list alone have its rare values."""
    for statement in migrating.statements(_MADE):
        await database.execute(statement, enterprise_id)
    for statement in migrating.statements(_RARE):
        await database.execute(statement, *[enterprise_id, somebody][: 2 if "$2" in statement else 1])
