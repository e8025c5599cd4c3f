from .models import Chart


def get_chart_context(data):
    chart, _ = Chart.objects.get_or_create(birth_year=data["birth_year"], defaults={"element": "wood"})
    return {"chart": chart, "element": chart.element}
