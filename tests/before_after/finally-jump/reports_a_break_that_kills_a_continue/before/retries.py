import time


def in_body(attempts, call):
    for attempt in range(attempts):
        try:
            if not call.ready:
                continue
            return call()
        except ConnectionError:
            return None
        finally:
            break


def in_handler(attempts, call):
    for attempt in range(attempts):
        try:
            return call()
        except ConnectionError:
            time.sleep(attempt)
            continue
        finally:
            call.close()
            break


def in_else(call):
    while True:
        try:
            answer = call()
        except ConnectionError:
            return None
        else:
            with call.lock:
                if answer is None:
                    continue
            return answer
        finally:
            break


def in_inner_try(attempts, call):
    for attempt in range(attempts):
        try:
            for part in call.parts:
                part()
            else:
                continue
        finally:
            break
