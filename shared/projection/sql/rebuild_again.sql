-- A key of this bucket was retried: a rebuild that has the bucket already folds it again before it answers.
update rebuilds set seq = least(seq, 0) - 1 where projection = $1 and version = $2 and bucket = $3
