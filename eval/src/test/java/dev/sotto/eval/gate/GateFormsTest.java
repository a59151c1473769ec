package dev.sotto.eval.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sotto.eval.compare.Results;
import dev.sotto.eval.result.ModelCost;
import dev.sotto.eval.signs.Sign;
import dev.sotto.eval.wer.Bootstrap;
import java.io.ByteArrayInputStream;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** JSON, JUnit XML, Markdown and plain text of one report. */
class GateFormsTest {
  private static final GateSettings SETTINGS =
      GateSettings.defaults().withBootstrap(new Bootstrap(1_000, 7)).withMaxWerIncrease(0.02);
  private static final String HOSTILE = "m|x <script>\u0001 & \"y\"";

  private static GateReport report(GateSettings settings) {
    Results baseline = Results.of(50, i -> Results.losing(1, i + 5));
    Results candidate =
        Results.of(50, i -> i == 3 ? "no no no no no" : Results.losing(1, i)).inFolder(HOSTILE);
    Gate gate =
        new Gate(
            settings, List.of(new RatioCheck(ModelCost.SIZE, 1), new SignCheck(Sign.LOOPS, 0)));
    return gate.run(baseline.subject(), candidate.subject());
  }

  private static Element xml(GateReport report) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(GateJunitXml.of(report)))
        .getDocumentElement();
  }

  @Test
  void jsonHoldsAllThatTheVerdictDependsOn() {
    JsonNode json = GateJson.of(report(SETTINGS));
    assertEquals("sotto-gate/1", json.path("format").asText());
    assertFalse(json.path("passed").booleanValue());
    assertEquals("undecided", json.path("verdict").asText());
    JsonNode increase = json.path("werIncrease");
    assertEquals(0.02, increase.path("value").doubleValue(), 1e-12);
    assertTrue(increase.path("low").doubleValue() < increase.path("value").doubleValue());
    assertTrue(increase.path("high").doubleValue() > increase.path("value").doubleValue());
    assertEquals(0.02, increase.path("margin").doubleValue());
    assertEquals(0.95, increase.path("confidence").doubleValue());
    assertEquals(1_000, increase.path("resamples").intValue());
    assertEquals(7, increase.path("seed").intValue());
    assertEquals(500, increase.path("words").intValue());
    assertTrue(increase.at("/enoughUtterances/ifUnchanged").intValue() > 50);
    assertEquals("whisper-basic", json.path("normalizer").asText());
    assertEquals(64, json.at("/baseline/sha256").asText().length());
    assertEquals("e", json.at("/candidate/model/sha256/encoder_model.onnx").asText());
    assertEquals("f", json.at("/candidate/data/fingerprint").asText());
    assertEquals(1_000, json.at("/candidate/peakResidentBytes").intValue());
    assertEquals("u3", json.at("/candidate/signs/loops/utterances/0").asText());
    assertEquals("u3", json.at("/mostWorsened/0/id").asText());
    assertEquals(3, json.path("checks").size());
    assertEquals("failed", json.at("/checks/2/outcome").asText());
    assertFalse(json.at("/versions/sotto").asText().isEmpty());
  }

  @Test
  void junitXmlHasATestCaseForEachCheck() throws Exception {
    Element root = xml(report(SETTINGS));
    assertEquals("testsuites", root.getTagName());
    Element suite = (Element) root.getElementsByTagName("testsuite").item(0);
    assertEquals("3", suite.getAttribute("tests"));
    assertEquals("2", suite.getAttribute("failures"));
    assertEquals("0", suite.getAttribute("skipped"));
    NodeList cases = suite.getElementsByTagName("testcase");
    assertEquals(3, cases.getLength());
    assertEquals("wer-increase", ((Element) cases.item(0)).getAttribute("name"));
    Element undecided = (Element) ((Element) cases.item(0)).getElementsByTagName("failure").item(0);
    assertEquals("undecided", undecided.getAttribute("type"));
    assertTrue(undecided.getAttribute("message").contains("too little data to say"));
    assertEquals(0, ((Element) cases.item(1)).getElementsByTagName("failure").getLength());
    assertEquals(1, ((Element) cases.item(2)).getElementsByTagName("failure").getLength());
  }

  @Test
  void inJunitXmlWhatIsUndecidedAndMayPassIsSkipped() throws Exception {
    Element root = xml(report(SETTINGS.withUndecided(Undecided.PASS)));
    assertEquals("1", root.getAttribute("failures"));
    assertEquals("1", root.getAttribute("skipped"));
    assertEquals(1, root.getElementsByTagName("skipped").getLength());
  }

  @Test
  void namesAreNoMarkup() throws Exception {
    NodeList properties = xml(report(SETTINGS)).getElementsByTagName("property");
    assertEquals("candidate", ((Element) properties.item(2)).getAttribute("name"));
    assertEquals(
        HOSTILE.replace('\u0001', '\uFFFD'), ((Element) properties.item(2)).getAttribute("value"));
    String markdown = GateText.markdown(report(SETTINGS));
    assertFalse(markdown.contains("<script>"), markdown);
    assertTrue(markdown.contains("m&#124;x \\<script\\>"), markdown);
  }

  @Test
  void markdownTellsTheVerdictFirstAndHasATableOfChecks() {
    String markdown = GateText.markdown(report(SETTINGS));
    List<String> lines = markdown.lines().toList();
    assertEquals("<!-- sotto-gate -->", lines.get(0));
    assertEquals("## Speech gate: not passed", lines.get(1));
    assertTrue(lines.get(3).startsWith("**Too little data to say.** WER +2.00 points"), markdown);
    assertTrue(lines.get(5).startsWith("**loops.** utterances that repeat themselves: 1 (u3)"));
    assertTrue(markdown.contains("| check | measured | at most | verdict |"), markdown);
    assertTrue(markdown.contains("| wer-increase | +2.00 points | +2.00 points | undecided |"));
    assertTrue(markdown.contains("| loops | 1 | 0 | failed |"), markdown);
    assertTrue(markdown.contains("| size-ratio | 1.000x | 1.000x | passed |"), markdown);
    assertTrue(markdown.contains("| u3 | 10 | 0 | 10 |"), markdown);
    assertTrue(markdown.contains("normaliser whisper-basic"), markdown);
    assertTrue(markdown.contains("seed 7"), markdown);
  }

  @Test
  void plainTextHasTheSameFigures() {
    String text = GateText.plain(report(SETTINGS));
    assertTrue(text.contains("word error rate (WER)"), text);
    assertTrue(text.contains("+2.00 points"), text);
    assertTrue(text.endsWith("not passed\n"), text);
    assertTrue(GateText.plain(report(SETTINGS.withMaxWerIncrease(0.5))).endsWith("not passed\n"));
  }
}
