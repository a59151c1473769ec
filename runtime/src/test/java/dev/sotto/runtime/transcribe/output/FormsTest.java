package dev.sotto.runtime.transcribe.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.runtime.transcribe.Segment;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What writers of OpenAI's whisper/utils.py write for the same segments. */
class FormsTest {
  private static final List<Segment> SEGMENTS =
      List.of(
          new Segment(0, 1, " Good evening.", List.of(), List.of()),
          new Segment(1.0204, 59.9999, " Left --> right,\ttwo\nlines. ", List.of(), List.of()),
          new Segment(3599.5, 3725.25, " Late.", List.of(), List.of()));

  private static String written(SegmentForm form) {
    StringBuilder written = new StringBuilder(form.head());
    int number = 0;
    for (Segment segment : SEGMENTS) {
      written.append(form.segment(++number, segment));
    }
    return written.toString();
  }

  private static String written(TranscriptFormat format) {
    return written(format.form().orElseThrow());
  }

  @Test
  void textIsALineForEachSegment() {
    assertEquals(
        "Good evening.\nLeft --> right,\ttwo lines.\nLate.\n", written(TranscriptFormat.TEXT));
  }

  @Test
  void timedTextIsThatWhichWhisperPrints() {
    assertEquals(
        """
        [00:00.000 --> 00:01.000] Good evening.
        [00:01.020 --> 01:00.000] Left --> right,\ttwo lines.
        [59:59.500 --> 01:02:05.250] Late.
        """,
        written(new TextForm(true)));
  }

  @Test
  void srtHasNumbersHoursAndCommas() {
    assertEquals(
        """
        1
        00:00:00,000 --> 00:00:01,000
        Good evening.

        2
        00:00:01,020 --> 00:01:00,000
        Left -> right,\ttwo lines.

        3
        00:59:59,500 --> 01:02:05,250
        Late.

        """,
        written(TranscriptFormat.SRT));
  }

  @Test
  void vttHasAHeadAndHoursOnlyWhereThereAreAny() {
    assertEquals(
        """
        WEBVTT

        00:00.000 --> 00:01.000
        Good evening.

        00:01.020 --> 01:00.000
        Left -> right,\ttwo lines.

        59:59.500 --> 01:02:05.250
        Late.

        """,
        written(TranscriptFormat.VTT));
  }

  @Test
  void tsvHasMillisecondsAndNoTabInTheText() {
    assertEquals(
        """
        start\tend\ttext
        0\t1000\tGood evening.
        1020\t60000\tLeft --> right, two lines.
        3599500\t3725250\tLate.
        """,
        written(TranscriptFormat.TSV));
  }

  @ParameterizedTest
  @CsvSource({"TEXT, txt, false", "JSON, json, false", "SRT, srt, true", "VTT, vtt, true"})
  void formatsKnowTheirFilesAndWhetherTheyAreTimed(
      TranscriptFormat format, String extension, boolean timed) {
    assertEquals(extension, format.extension());
    assertEquals(timed, format.timed());
    assertTrue(format.form().isPresent() || format == TranscriptFormat.JSON);
  }
}
