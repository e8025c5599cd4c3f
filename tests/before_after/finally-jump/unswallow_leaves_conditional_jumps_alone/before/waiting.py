def wait(events, stop):
    for event in events:
        try:
            event()
        finally:
            if stop:
                break
