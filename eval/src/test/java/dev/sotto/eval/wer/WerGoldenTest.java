package dev.sotto.eval.wer;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sotto.models.SharedFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Against jiwer and sclite. */
class WerGoldenTest {
  private static final double ROUNDING = 1e-12;

  @Test
  void everyPairHasTheTotalsOfJiwerAndAnOptimalSplit() throws IOException {
    List<JsonNode> pairs = rows("pair");
    assertEquals(127, pairs.size());
    assertAll(pairs.stream().map(pair -> () -> checkPair(pair)));
  }

  private static void checkPair(JsonNode pair) {
    String reference = pair.get("reference").textValue();
    String hypothesis = pair.get("hypothesis").textValue();
    UtteranceScore score = UtteranceScore.of(reference, hypothesis);
    check(pair, score.words(), "ref_words", "hyp_words", "wer", "optimal_hsdi");
    check(pair, score.characters(), "ref_chars", "hyp_chars", "cer", "char_optimal_hsdi");
    assertEquals(score.words(), Alignment.ofWords(reference, hypothesis).counts());
    assertEquals(score.characters(), Alignment.ofCharacters(reference, hypothesis).counts());
  }

  private static void check(
      JsonNode pair,
      EditCounts counts,
      String referenceLength,
      String hypothesisLength,
      String rate,
      String optimal) {
    assertEquals(pair.get(referenceLength).longValue(), counts.referenceLength(), pair::toString);
    assertEquals(pair.get(hypothesisLength).longValue(), counts.hypothesisLength(), pair::toString);
    assertEquals(pair.get(rate).doubleValue(), counts.rate(), ROUNDING, pair::toString);
    List<EditCounts> splits = new ArrayList<>();
    pair.get(optimal).forEach(split -> splits.add(counts(split)));
    assertTrue(splits.contains(counts), () -> counts + " of " + pair);
  }

  @Test
  void theSplitIsThatOfScliteWhereItHasAsFewEdits() throws IOException {
    for (JsonNode pair : rows("pair")) {
      if (pair.has("sclite_hsdi")) {
        UtteranceScore score =
            UtteranceScore.of(
                pair.get("reference").textValue(), pair.get("hypothesis").textValue());
        assertEquals(counts(pair.get("sclite_hsdi")), score.words(), pair::toString);
      }
    }
  }

  @Test
  void theAlignmentIsThatOfJiwerWhereThereIsOnlyOne() throws IOException {
    int compared = 0;
    for (JsonNode pair : rows("pair")) {
      if (!pair.has("alignment")) {
        continue;
      }
      Alignment alignment =
          Alignment.ofWords(pair.get("reference").textValue(), pair.get("hypothesis").textValue());
      if (NaiveAlignment.count(alignment.reference(), alignment.hypothesis()) == 1) {
        assertEquals(edits(pair.get("alignment")), alignment.edits(), pair::toString);
        compared++;
      }
    }
    assertTrue(compared >= 10, "compared " + compared);
  }

  @Test
  void corpusCountsArePooled() throws IOException {
    List<JsonNode> corpora = rows("corpus");
    assertEquals(11, corpora.size());
    for (JsonNode corpus : corpora) {
      List<UtteranceScore> scores = new ArrayList<>();
      for (JsonNode pair : corpus.get("pairs")) {
        scores.add(UtteranceScore.of(pair.get(0).textValue(), pair.get(1).textValue()));
      }
      WordErrorRate rate = new WordErrorRate(scores);
      assertEquals(corpus.get("wer").doubleValue(), rate.wer(), ROUNDING, corpus::toString);
      assertEquals(corpus.get("cer").doubleValue(), rate.cer(), ROUNDING, corpus::toString);
      assertEquals(corpus.get("ref_words").longValue(), rate.words().referenceLength());
      assertEquals(corpus.get("ref_chars").longValue(), rate.characters().referenceLength());
      assertEquals(
          corpus.get("substitutions").longValue()
              + corpus.get("deletions").longValue()
              + corpus.get("insertions").longValue(),
          rate.words().edits());
      assertEquals(
          corpus.get("char_substitutions").longValue()
              + corpus.get("char_deletions").longValue()
              + corpus.get("char_insertions").longValue(),
          rate.characters().edits());
    }
  }

  private static EditCounts counts(JsonNode hsdi) {
    return new EditCounts(
        hsdi.get(0).longValue(),
        hsdi.get(1).longValue(),
        hsdi.get(2).longValue(),
        hsdi.get(3).longValue());
  }

  /** jiwer's runs of equal steps, one by one. */
  private static List<Edit> edits(JsonNode runs) {
    List<Edit> edits = new ArrayList<>();
    for (JsonNode run : runs) {
      int reference = run.get(1).intValue();
      int hypothesis = run.get(3).intValue();
      while (reference < run.get(2).intValue() || hypothesis < run.get(4).intValue()) {
        Edit.Kind kind =
            switch (run.get(0).textValue()) {
              case "equal" -> Edit.Kind.HIT;
              case "substitute" -> Edit.Kind.SUBSTITUTION;
              case "delete" -> Edit.Kind.DELETION;
              default -> Edit.Kind.INSERTION;
            };
        edits.add(new Edit(kind, reference, hypothesis));
        reference += kind == Edit.Kind.INSERTION ? 0 : 1;
        hypothesis += kind == Edit.Kind.DELETION ? 0 : 1;
      }
    }
    return edits;
  }

  private static List<JsonNode> rows(String kind) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    List<JsonNode> rows = new ArrayList<>();
    for (String line : Files.readAllLines(SharedFiles.shared("golden/wer.jsonl"))) {
      JsonNode row = mapper.readTree(line);
      if (row.get("kind").textValue().equals(kind)) {
        rows.add(row);
      }
    }
    return rows;
  }
}
