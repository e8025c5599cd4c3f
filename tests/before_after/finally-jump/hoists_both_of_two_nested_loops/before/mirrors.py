log = []


def fetch(mirrors, get):
    for mirror in mirrors:
        try:
            for path in mirror:
                try:
                    return get(path)
                except OSError:
                    log.append(f"no {path}")
                finally:
                    log.append("closed")
                    break
            log.append("mirror done")
        except ValueError:
            return "bad mirror"
        finally:
            # one mirror is enough
            break
