package dev.sotto.eval.result;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.eval.wer.EditCounts;
import java.util.List;

/**
 * Breakdowns as JSON, by what they are broken down. Nobody reads them back: they follow from the
 * utterances.
 */
final class BreakdownJson {
  private BreakdownJson() {}

  static void write(ObjectNode json, List<Breakdown> breakdowns) {
    for (Breakdown breakdown : breakdowns) {
      ArrayNode slices = json.putArray(breakdown.by());
      for (Breakdown.Slice slice : breakdown.slices()) {
        ObjectNode row = slices.addObject();
        row.put("name", slice.name());
        row.put("utterances", slice.utterances());
        EditCounts words = slice.rate().words();
        row.put("words", words.referenceLength());
        row.put("wer", words.rate());
        UtterancesJson.edits(row, words);
        row.put("cer", slice.rate().cer());
        row.put(EvalJson.MEASURE, slice.rate().measure().key());
        row.put(EvalJson.ERROR_RATE, slice.rate().rate());
      }
    }
  }
}
