log = []


def first_line(files):
    for file in files:
        try:
            try:
                with file:
                    if not file.lines:
                        return "nothing"
                    log.append("read")
                    return file.lines[0]
            except LookupError:
                return "no such line"
            finally:
                log.append("inner")
        except OSError:
            return "unreadable"
        finally:
            log.append("outer")
            break


def checked_line(files):
    for file in files:
        try:
            try:
                line = file.lines[0]
                if line == "stop":
                    return "stopped"
            except LookupError:
                return "no such line"
            finally:
                log.append("inner")
            log.append("checked")
            return line
        finally:
            log.append("outer")
            break
