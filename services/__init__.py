"""The services of Kotopolku, each with the same rooms: domain, reactions, api, app."""
