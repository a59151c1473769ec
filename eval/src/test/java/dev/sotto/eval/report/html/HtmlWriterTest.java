package dev.sotto.eval.report.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;

class HtmlWriterTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "<script>alert(1)</script>",
        "\" onload=\"alert(1)",
        "' onload='alert(1)",
        "a & b &amp; c &#60;",
        "]]> <!-- --> <![CDATA[",
        "\u0939\u093f\u0928\u094d\u0926\u0940 \ud83d\ude00 \u0627\u0644",
      })
  void textsAndAttributesComeBackAsTheyWere(String hostile) throws Exception {
    String page = new HtmlWriter().element("p", hostile, "title", hostile).finish();
    Element paragraph = Markup.parse(page).getDocumentElement();
    assertEquals(hostile, paragraph.getTextContent());
    assertEquals(hostile, paragraph.getAttribute("title"));
    assertEquals(1, paragraph.getAttributes().getLength());
    assertEquals(0, paragraph.getElementsByTagName("*").getLength());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 7, 0x1B, 0x7F, 0x85, 0xD800, 0xDFFF, 0xFDD0, 0xFFFE, 0x1FFFF})
  void whatMarkupCannotHoldIsReplaced(int codePoint) throws Exception {
    String hostile = "a" + new String(Character.toChars(codePoint)) + "b";
    String page = new HtmlWriter().element("p", hostile, "title", hostile).finish();
    Element paragraph = Markup.parse(page).getDocumentElement();
    assertEquals("a\ufffdb", paragraph.getTextContent());
    assertEquals("a\ufffdb", paragraph.getAttribute("title"));
  }

  @Test
  void aPathMayBreakAfterItsPartsAndReadsAsItWas() throws Exception {
    String page = new HtmlWriter().open("p").path("a/b_c-d<e").close().finish();
    Element paragraph = Markup.parse(page).getDocumentElement();
    assertEquals("a/b_c-d<e", paragraph.getTextContent());
    assertEquals(3, paragraph.getElementsByTagName("wbr").getLength());
  }

  @Test
  void anElementLeftOpenIsNoticed() {
    HtmlWriter html = new HtmlWriter().open("div").open("p").close();
    assertThrows(IllegalStateException.class, html::finish);
    assertFalse(html.close().finish().isEmpty());
  }

  @Test
  void namesAndStylesAreTheProgramsOwn() {
    HtmlWriter html = new HtmlWriter();
    assertThrows(IllegalArgumentException.class, () -> html.open("p onload=x"));
    assertThrows(IllegalArgumentException.class, () -> html.open("p", "a b", "c"));
    assertThrows(IllegalArgumentException.class, () -> html.open("p", "title"));
    assertThrows(IllegalArgumentException.class, () -> html.style("</style><script>"));
  }
}
