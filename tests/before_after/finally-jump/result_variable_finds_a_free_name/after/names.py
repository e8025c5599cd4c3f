result_value = "module"


def parameter(calls, result_value):
    result_value_2 = None
    for call in calls:
        try:
            result_value_2 = call(result_value)
        except LookupError:
            result_value_2 = "lost"
        break
    return result_value_2


def parameter_of_lambda(calls):
    result_value_2 = None
    for call in calls:
        try:
            result_value_2 = sorted(call(""), key=lambda result_value: -result_value)
        except LookupError:
            result_value_2 = "lost"
        break
    return result_value_2


def free_in_nested_function(calls):
    def label(value):
        return f"{result_value}: {value}"

    result_value_2 = None
    for call in calls:
        try:
            result_value_2 = label(call(""))
        except LookupError:
            result_value_2 = "lost"
        break
    return result_value_2


def global_statement(calls):
    global result_value
    result_value_2 = None
    for call in calls:
        try:
            result_value = call("")
            result_value_2 = "stored"
        except LookupError:
            result_value_2 = "lost"
        break
    return result_value_2


def module_name_read(calls):
    result_value_2 = None
    for call in calls:
        try:
            result_value_2 = call(result_value)
        except LookupError:
            result_value_2 = "lost"
        break
    return result_value_2


def two_taken(calls, result_value, result_value_2):
    result_value_3 = None
    for call in calls:
        try:
            result_value_3 = call(result_value + result_value_2)
        except LookupError:
            result_value_3 = "lost"
        break
    return result_value_3


def in_comprehension(calls):
    result_value_2 = None
    for call in calls:
        try:
            result_value_2 = [result_value * 2 for result_value in call("ab")]
        except LookupError:
            result_value_2 = "lost"
        break
    return result_value_2


def module_name_unused(calls):
    result_value = None
    for call in calls:
        try:
            result_value = call("free")
        except LookupError:
            result_value = "lost"
        break
    return result_value
