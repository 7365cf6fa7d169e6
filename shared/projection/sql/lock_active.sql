lock table active in share row exclusive mode
