import logging

from asgiref.sync import sync_to_async
from django.http import JsonResponse

from . import ai
from .context import get_chart_context
from .forms import SajuForm
from .models import FortuneResult

logger = logging.getLogger(__name__)


async def saju_api_view(request):
    form = SajuForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"errors": form.errors}, status=400)
    try:
        context = await sync_to_async(get_chart_context)(form.cleaned_data)
        known = await FortuneResult.objects.filter(chart=context["chart"], topic=form.cleaned_data["topic"]).afirst()
        if known is not None:
            return JsonResponse({"text": known.text, "element": known.chart.element, "cached": True})
        text = await ai.tell(context["element"], form.cleaned_data["topic"])
        FortuneResult.objects.create(chart=context["chart"], topic=form.cleaned_data["topic"], text=text)
        return JsonResponse({"text": text, "element": context["element"], "cached": False})
    except Exception as error:
        logger.debug("failed: %r", error)
        return JsonResponse({"error": "AI_ERROR"}, status=500)


async def daily_fortune_api(request):
    try:
        context = get_chart_context({"birth_year": int(request.GET["year"])})
        return JsonResponse({"text": await ai.tell(context["element"], "today")})
    except Exception:
        return JsonResponse({"error": "AI_ERROR"}, status=500)
