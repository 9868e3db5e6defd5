-- What was sent to the authorities, listed by each of its conditions (docs/adr/0018).
create index outgoing_by_state on outgoing (enterprise_id, state, id);
create index outgoing_by_gateway on outgoing (enterprise_id, gateway, id);
create index outgoing_by_kind on outgoing (enterprise_id, kind, id);
