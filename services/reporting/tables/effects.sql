create table {table} (
    key uuid not null,
    sub text not null,
    municipality text not null,
    before_language bigint,
    before_inclusion bigint,
    before_work_ability bigint,
    before_digital bigint,
    after_language bigint,
    after_inclusion bigint,
    after_work_ability bigint,
    after_digital bigint,
    case_id uuid
)
