log = []


def first_line(files):
    result_value = None
    for file in files:
        try:
            try:
                with file:
                    if not file.lines:
                        result_value = "nothing"
                        break
                    log.append("read")
                    result_value = file.lines[0]
            except LookupError:
                result_value = "no such line"
            finally:
                log.append("inner")
        except OSError:
            result_value = "unreadable"
        finally:
            log.append("outer")
        break
    return result_value


def checked_line(files):
    result_value = None
    for file in files:
        try:
            try:
                line = file.lines[0]
                if line == "stop":
                    result_value = "stopped"
                    break
            except LookupError:
                result_value = "no such line"
                break
            finally:
                log.append("inner")
            log.append("checked")
            result_value = line
        finally:
            log.append("outer")
        break
    return result_value
