package dev.sotto.eval.report.html;

import static dev.sotto.eval.report.html.Results.heard;
import static dev.sotto.eval.report.html.Results.model;
import static dev.sotto.eval.report.html.Results.page;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.eval.dataset.Selection;
import dev.sotto.eval.measure.Measurement;
import dev.sotto.eval.result.EvalResult;
import dev.sotto.eval.result.EvaluationSettings;
import dev.sotto.eval.result.HeardUtterance;
import dev.sotto.eval.result.MadeUp;
import dev.sotto.eval.result.ModelRun;
import dev.sotto.eval.result.ModelSize;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class HtmlReportTest {
  private static final HeardUtterance RIGHT = heard("a.wav", "one two", "one two");
  private static final HeardUtterance WRONG = heard("a.wav", "one two", "one too many");
  private static final EvalResult DENSE = Results.of(100, RIGHT, heard("b", "three", "three"));
  private static final EvalResult PRUNED = Results.of(80, WRONG, heard("b", "three", "four"));

  private static String text(Page page) {
    return new String(HtmlReport.bytes(page), StandardCharsets.UTF_8);
  }

  private static Document parse(Page page) throws Exception {
    return Markup.parse(text(page));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  void anyNumberOfModelsMakesAWellFormedPage(int count) throws Exception {
    ReportedModel[] models =
        IntStream.range(0, count)
            .mapToObj(i -> model("model " + i, Results.of(100 - i, i % 2 == 0 ? RIGHT : WRONG)))
            .toArray(ReportedModel[]::new);
    Document document = parse(page(models));
    assertEquals(3, Markup.elements(document, "figure").size());
    assertEquals(8, Markup.elements(document, "section").size());
    for (Element table : Markup.elements(document, "table")) {
      int columns = cells(Markup.elements(document, "tr").get(0)).size();
      assertTrue(columns == count + 1, columns + " columns in " + table.getAttribute("class"));
    }
    Set<String> ids = new HashSet<>();
    Markup.elements(document, "*").stream()
        .map(element -> element.getAttribute("id"))
        .filter(id -> !id.isEmpty())
        .forEach(id -> assertTrue(ids.add(id), id + " twice"));
    Markup.elements(document, "a")
        .forEach(link -> assertTrue(ids.contains(link.getAttribute("href").substring(1))));
  }

  private static List<Element> cells(Element row) {
    return Stream.of("td", "th")
        .flatMap(
            name ->
                IntStream.range(0, row.getElementsByTagName(name).getLength())
                    .mapToObj(i -> (Element) row.getElementsByTagName(name).item(i)))
        .toList();
  }

  @Test
  void hostileNamesAndTextsStayText() throws Exception {
    String hostile = "</title></style><script>alert('x')</script>\u0000\" onerror=\"x\u202e";
    HeardUtterance utterance = heard(hostile, "one " + hostile, hostile + " two");
    ReportedModel dense = model(hostile, Results.of(100, utterance).ofFolder(hostile));
    ReportedModel other = model(hostile + "2", Results.of(80, utterance).ofFolder(hostile));
    Document document =
        parse(
            new Page(
                hostile,
                List.of(dense, other),
                10,
                Clips.none("no data set was given with --data")));
    assertEquals(List.of(), Markup.elements(document, "script"));
    assertEquals(1, Markup.elements(document, "style").size());
    for (Element element : Markup.elements(document, "*")) {
      for (int i = 0; i < element.getAttributes().getLength(); i++) {
        String name = element.getAttributes().item(i).getNodeName();
        assertFalse(name.startsWith("on"), name);
      }
    }
    String shown = Markup.elements(document, "h1").get(0).getTextContent();
    assertEquals(hostile.replace('\u0000', '\ufffd'), shown);
  }

  @Test
  void nothingIsLoadedFromElsewhere() throws Exception {
    Document document = parse(page(model("dense", DENSE), model("pruned", PRUNED)));
    for (Element element : Markup.elements(document, "*")) {
      assertFalse(element.hasAttribute("srcset"));
      for (String attribute : List.of("src", "href")) {
        String target = element.getAttribute(attribute);
        assertTrue(
            target.isEmpty() || target.startsWith("#") || target.startsWith("data:"), target);
      }
    }
    assertEquals(List.of(), Markup.elements(document, "link"));
    String style = Markup.elements(document, "style").get(0).getTextContent();
    assertFalse(style.contains("url(") || style.contains("@import"));
    assertTrue(style.contains("prefers-color-scheme: dark") && style.contains("@media print"));
    Element policy =
        Markup.elements(document, "meta").stream()
            .filter(meta -> meta.getAttribute("http-equiv").equals("Content-Security-Policy"))
            .findFirst()
            .orElseThrow();
    assertTrue(policy.getAttribute("content").startsWith("default-src 'none'"));
  }

  @Test
  void theSamePageGivesTheSameBytes() throws Exception {
    Page page = page(model("dense", DENSE), model("pruned", PRUNED));
    Page again = page(model("dense", DENSE), model("pruned", PRUNED));
    assertArrayEquals(HtmlReport.bytes(page), HtmlReport.bytes(again));
  }

  @Test
  void figuresAndChangesStandBesideEachOther() throws Exception {
    Document document = parse(page(model("dense", DENSE), model("pruned", PRUNED)));
    assertEquals(List.of("\u2013", "+100.00 points"), row(document, "WER against the baseline"));
    assertEquals(List.of("0.00 %", "100.00 %"), row(document, "word error rate"));
    assertEquals(List.of("100.0 k", "80.0 k"), row(document, "parameters"));
    Element parameters = rowElement(document, "parameters");
    assertEquals(
        "\u221220.0 %",
        parameters.getElementsByTagName("small").item(0).getTextContent().replace('\u00a0', ' '));
  }

  private static List<String> row(Document document, String label) {
    Element row = rowElement(document, label);
    return cells(row).stream()
        .filter(cell -> cell.getNodeName().equals("td"))
        .map(cell -> cell.getFirstChild().getFirstChild().getTextContent().replace('\u00a0', ' '))
        .toList();
  }

  private static Element rowElement(Document document, String label) {
    return Markup.elements(document, "tr").stream()
        .filter(row -> row.getTextContent().startsWith(label))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aModelMeasuredOnOtherDataIsNotCompared() throws Exception {
    EvalResult elsewhere = Results.of(80, heard("b.wav", "three", "three"));
    String text = text(page(model("dense", DENSE), model("other", elsewhere)));
    assertTrue(text.contains("not comparable: it was measured on other utterances"));
    assertFalse(text.contains("hears better"));
    assertTrue(text.contains("not all measured alike; the baseline on "));
    assertFalse(text(page(model("dense", DENSE), model("pruned", PRUNED))).contains("not all"));
  }

  @Test
  void aModelMeasuredOnOtherDataIsInNoChartAndJudgesNoUtterance() throws Exception {
    // Better than all others, if that could be said.
    EvalResult elsewhere = Results.of(10, heard("b.wav", "three", "three"));
    Page page = page(model("dense", DENSE), model("elsewhere", elsewhere), model("pruned", PRUNED));
    Document document = parse(page);
    for (Element figure : Markup.elements(document, "figure")) {
      assertFalse(figure.getTextContent().contains("elsewhere"), figure.getTextContent());
      assertTrue(figure.getTextContent().contains("pruned"));
    }
    assertTrue(
        text(page).contains("<bdi>elsewhere</bdi> stands in none: it was measured on other"));
    assertTrue(text(page).contains("<bdi>elsewhere</bdi> is left out: it was measured on other"));
    assertEquals("pruned", WorstUtterances.of(page).judge().name());
    Page two = page(model("dense", PRUNED), model("elsewhere", elsewhere));
    assertEquals("dense", WorstUtterances.of(two).judge().name());
  }

  private static EvalResult with(
      EvalResult result, EvaluationSettings settings, Optional<Measurement> speed, ModelSize size) {
    return new EvalResult(
        result.model(),
        result.data(),
        settings.scoring(),
        result.utterances(),
        result.interval(),
        size,
        speed.map(
            measured -> new ModelRun(settings, measured, OptionalDouble.empty(), result.probe())),
        result.versions());
  }

  @Test
  void timesAreComparedOnlyWhereTheyWereTakenAlike() throws Exception {
    int threads = EvaluationSettings.of(PRUNED).session().intraThreads() + 1;
    EvaluationSettings before = EvaluationSettings.of(PRUNED);
    EvaluationSettings settings =
        new EvaluationSettings(
            before.session().withIntraThreads(threads),
            before.decoding(),
            before.batchSize(),
            before.normalizer(),
            before.bootstrap(),
            before.probesSilence());
    EvalResult other = with(PRUNED, settings, PRUNED.speed(), PRUNED.size());
    Page page = page(model("dense", DENSE), model("pruned", other));
    Document document = parse(page);
    for (String label : List.of("time of a standard window", "peak memory", "real-time factor")) {
      Element row = rowElement(document, label);
      assertEquals(
          "not measured alike", row.getElementsByTagName("small").item(0).getTextContent());
    }
    assertTrue(text(page).contains("Left out: <bdi>pruned</bdi>, measured with other settings."));
    assertTrue(text(page).contains("<bdi>pruned</bdi> was timed with other settings"));
    assertFalse(
        text(page(model("dense", DENSE), model("pruned", PRUNED))).contains("other settings"));
  }

  @Test
  void whatIsNotKnownIsSaidAndLeftOutOfTheCharts() throws Exception {
    EvalResult texts =
        with(PRUNED, EvaluationSettings.of(PRUNED), Optional.empty(), ModelSize.UNKNOWN);
    for (Page page :
        List.of(
            page(model("dense", DENSE), model("texts", texts)),
            page(model("texts", texts), model("dense", DENSE)),
            page(model("texts", texts)))) {
      Document document = parse(page);
      assertTrue(row(document, "parameters").contains("not known"));
      assertTrue(row(document, "FLOPs of a standard").contains("not known"));
      assertTrue(row(document, "time of a standard").contains("not measured"));
      assertTrue(text(page).contains("<bdi>texts</bdi> was not timed."));
      assertTrue(text(page).contains("<bdi>texts</bdi>: FLOPs are not known."));
    }
    String one = text(page(model("dense", DENSE), model("texts", texts)));
    assertTrue(one.contains("Left out: <bdi>texts</bdi>, not known."));
    String alone = text(page(model("texts", texts)));
    assertTrue(alone.contains("No chart of the parameters: <bdi>texts</bdi>, not known."));
    assertFalse(alone.contains("<dt>threads</dt>"), "settings of a run that never was");
  }

  @Test
  void dataOfUnknownLengthIsShownWithout() throws Exception {
    EvalResult unknown =
        new EvalResult(
            DENSE.model(),
            MadeUp.data("d", 2, OptionalDouble.empty(), "f", Selection.ALL),
            DENSE.scoring(),
            DENSE.utterances(),
            DENSE.interval(),
            DENSE.size(),
            DENSE.run(),
            DENSE.versions());
    assertTrue(text(page(model("m", unknown))).contains(": 2 utterances, normaliser "));
  }

  @Test
  void missingFoldersAndSoundAreSaid() throws Exception {
    String text = text(page(model("dense", DENSE), model("pruned", PRUNED)));
    assertTrue(text.contains("cannot be shown layer by layer: its folder is gone."));
    assertTrue(text.contains("cannot be told: its folder is gone."));
    assertTrue(text.contains("Without sound: no data set was given with --data."));
  }

  @Test
  void theBestCandidatesWorstUtterancesComeFirst() {
    HeardUtterance fine = heard("fine", "one two three", "one two three");
    HeardUtterance bad = heard("bad", "one two three", "four five six");
    HeardUtterance half = heard("half", "one two three", "one");
    HeardUtterance sole = heard("sole", "one two", "");
    EvalResult best = Results.of(80, fine, half, bad, sole);
    HeardUtterance[] silence =
        Stream.of(fine, half, bad, sole)
            .map(utterance -> heard(utterance.id(), utterance.reference(), ""))
            .toArray(HeardUtterance[]::new);
    EvalResult worse = Results.of(70, silence);
    Page page = page(model("dense", worse), model("worse", worse), model("best", best));
    WorstUtterances worst = WorstUtterances.of(page);
    assertEquals("best", worst.judge().name());
    assertEquals(
        List.of("bad", "sole", "half"), worst.heard().stream().map(HeardUtterance::id).toList());
    Page alone =
        new Page(
            "t", List.of(model("dense", best)), 1, Clips.none("no data set was given with --data"));
    assertEquals(List.of(bad), WorstUtterances.of(alone).heard());
  }

  @Test
  void settingsThatAllShareStandOnce() throws Exception {
    EvaluationSettings before = EvaluationSettings.of(PRUNED);
    EvaluationSettings settings =
        new EvaluationSettings(
            before.session(),
            before.decoding(),
            3,
            before.normalizer(),
            before.bootstrap(),
            before.probesSilence());
    EvalResult other =
        MadeUp.result(
            PRUNED.model(),
            PRUNED.data(),
            settings,
            PRUNED.utterances(),
            PRUNED.interval(),
            PRUNED.size(),
            PRUNED.speed().orElseThrow(),
            PRUNED.versions());
    Document document = parse(page(model("dense", DENSE), model("pruned", other)));
    List<String> terms =
        Markup.elements(document, "dt").stream().map(Element::getTextContent).toList();
    assertEquals(1, terms.stream().filter("normaliser"::equals).count());
    assertEquals(2, terms.stream().filter("batch size"::equals).count());
    assertEquals(2, terms.stream().filter("SHA-256 of encoder_model.onnx"::equals).count());
  }
}
