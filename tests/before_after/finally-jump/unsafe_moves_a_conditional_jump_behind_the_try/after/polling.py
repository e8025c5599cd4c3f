class Poller:
    def __init__(self, limit):
        self.limit = limit
        self.stopped = False
        self.seen = []

    def poll(self, sources):
        for source in sources:
            try:
                value = source()
                self.seen.append(value)
                if value == "found":
                    return value
            except ValueError:
                self.seen.append("bad")
            finally:
                self.seen.append("polled")
            # enough is enough
            if self.stopped or not self.limit > 0:  # no more
                break  # stop here
            self.seen.append("next")

    def drain(self, sources):
        for source in sources:
            try:
                self.seen.append(source())
            except Exception:
                self.seen.append("bad")
            if self.limit is None and not self.stopped: continue
            self.seen.append("drained")

    def state(self, source):
        ok = False
        try:
            self.seen.append(source())
            ok = True
        except ValueError:
            self.seen.append("bad")
        if ok != self.stopped:
            return ok
        return None
