log = []


def work(handles):
    try:
        log.append("working")
        return "worked"
    finally:
        for handle in handles:
            try:
                handle.close()
            except ValueError:
                log.append("closed already")
            finally:
                log.append("one is enough")
            break
        log.append("finished")
