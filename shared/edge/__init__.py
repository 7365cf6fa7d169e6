"""The HTTP edge that every service has in common.

Enters: requests, of any size and shape. Leaves: validated, frozen models and a command's context for the endpoints;
answers and problems (RFC 9457) in the caller's language. It must not know: any service, event or read model.
"""
