package dev.sotto.eval.report.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.eval.wer.Alignment;
import dev.sotto.eval.wer.EditCounts;
import dev.sotto.eval.wer.Measure;
import dev.sotto.eval.wer.UtteranceScore;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

class AlignedTextTest {
  private static Document write(String said, String heard) throws Exception {
    HtmlWriter html = new HtmlWriter();
    AlignedText.write(html, Measure.WORDS, Alignment.ofWords(said, heard));
    return Markup.parse(html.finish());
  }

  /** The text without what stands in elements called {@code left}. */
  private static String without(Node node, String left) {
    if (node.getNodeType() == Node.TEXT_NODE) {
      return node.getTextContent();
    }
    if (node.getNodeName().equals(left)) {
      return "";
    }
    StringBuilder text = new StringBuilder();
    for (Node child = node.getFirstChild(); child != null; child = child.getNextSibling()) {
      text.append(without(child, left));
    }
    return text.toString();
  }

  private static List<String> words(String text) {
    List<String> words = new ArrayList<>(List.of(text.strip().split("\\s+")));
    words.remove("");
    return words;
  }

  @Test
  void bothTextsCanBeReadAndTheMarksAreTheCounts() throws Exception {
    SplittableRandom random = new SplittableRandom(2026);
    for (int i = 0; i < 500; i++) {
      String said = sentence(random);
      String heard = sentence(random);
      if (said.isEmpty() && heard.isEmpty()) {
        continue;
      }
      Document text = write(said, heard);
      assertEquals(words(said), words(without(text.getDocumentElement(), "ins")));
      assertEquals(words(heard), words(without(text.getDocumentElement(), "del")));
      EditCounts counts = UtteranceScore.of(said, heard).words();
      assertEquals(counts.substitutions(), Markup.styled(text, "span", "s").count());
      assertEquals(counts.deletions(), Markup.styled(text, "del", "d").count());
      assertEquals(counts.insertions(), Markup.styled(text, "ins", "i").count());
    }
  }

  private static String sentence(SplittableRandom random) {
    List<String> words = new ArrayList<>();
    int length = random.nextInt(20);
    for (int i = 0; i < length; i++) {
      words.add("w" + random.nextInt(5));
    }
    return String.join(" ", words);
  }

  @Test
  void aRunOfInsertedWordsIsCutAndCounted() throws Exception {
    Document text = write("yes", "yes" + " no".repeat(200));
    Element rest = Markup.styled(text, "span", "more").findFirst().orElseThrow();
    long shown = Markup.styled(text, "ins", "i").count();
    assertTrue(shown > 10 && shown < 30, shown + " shown");
    assertEquals("\u2026 " + (200 - shown) + " more words inserted", rest.getTextContent());
    Document deleted = write("yes" + " no".repeat(200), "yes");
    assertTrue(
        Markup.styled(deleted, "span", "more")
            .findFirst()
            .orElseThrow()
            .getTextContent()
            .endsWith(" more words deleted"));
  }

  @Test
  void silenceIsSaid() throws Exception {
    assertEquals(
        "nothing said, nothing heard", write("", " ").getDocumentElement().getTextContent());
  }

  @Test
  void wordsStayText() throws Exception {
    Document text = write("<b>x</b>", "<script>");
    assertFalse(Markup.elements(text, "script").iterator().hasNext());
    assertEquals(words("<b>x</b>"), words(without(text.getDocumentElement(), "ins")));
  }
}
