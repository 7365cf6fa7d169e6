select (select count(*) from held) as held, (select count(*) from rejected) as rejected
