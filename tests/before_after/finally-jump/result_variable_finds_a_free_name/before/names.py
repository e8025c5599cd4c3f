result_value = "module"


def parameter(calls, result_value):
    for call in calls:
        try:
            return call(result_value)
        except LookupError:
            return "lost"
        finally:
            break


def parameter_of_lambda(calls):
    for call in calls:
        try:
            return sorted(call(""), key=lambda result_value: -result_value)
        except LookupError:
            return "lost"
        finally:
            break


def free_in_nested_function(calls):
    def label(value):
        return f"{result_value}: {value}"

    for call in calls:
        try:
            return label(call(""))
        except LookupError:
            return "lost"
        finally:
            break


def global_statement(calls):
    global result_value
    for call in calls:
        try:
            result_value = call("")
            return "stored"
        except LookupError:
            return "lost"
        finally:
            break


def module_name_read(calls):
    for call in calls:
        try:
            return call(result_value)
        except LookupError:
            return "lost"
        finally:
            break


def two_taken(calls, result_value, result_value_2):
    for call in calls:
        try:
            return call(result_value + result_value_2)
        except LookupError:
            return "lost"
        finally:
            break


def in_comprehension(calls):
    for call in calls:
        try:
            return [result_value * 2 for result_value in call("ab")]
        except LookupError:
            return "lost"
        finally:
            break


def module_name_unused(calls):
    for call in calls:
        try:
            return call("free")
        except LookupError:
            return "lost"
        finally:
            break
