-- Each offer once, whichever of its sides the reader may see; one that nobody answered in time has run out.
select distinct on (transfers.offer)
    transfers.key, transfers.sender, transfers.receiver, transfers.offered_on, transfers.expires_on,
    transfers.answered_on, transfers.moves_on, transfers.reason as refusal, milestones.reason as ground,
    case
        when transfers.state = 'offered' and transfers.expires_on < $1::date then 'expired' else transfers.state
    end as outcome
from {transfers} as transfers
left join {milestones} as milestones on milestones.key = transfers.key and milestones.sub = ''
where transfers.offered_on is not null
order by transfers.offer, transfers.side
