log = []


class Reader:
    text = ""

    def name(self, read):
        data = None
        try:
            data = read()
            if not data:
                return "empty"
        except Exception:
            log.append("unreadable")
        return data

    def attribute(self, read):
        try:
            self.text = read()
        except Exception:
            log.append("unreadable")
        finally:
            log.append("read")
        # whatever it is
        return self.text  # for now
        log.append("never shown")

    def constant(self, read):
        try:
            if read() is None:
                return False
        except BaseException:
            return False
        return True

    def literal(self, read):
        done = False
        try:
            self.text = read()
            done = True
        except Exception:
            log.append("unreadable")
        return {"text": self.text, "done": (done, [1, None])}
