update relay_checkpoint set position = $1 where relay = 'relay' and position < $1
