package dev.sotto.models.tokens;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.models.json.JsonFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Of a, b, c, ab, bc, abc, and two control tokens, {@code bc} leaves, and with it {@code abc}'s
 * way.
 */
class SmallerTokenizerTest {
  private static final KeptTokens KEPT = KeptTokens.parse(8, List.of("0-3", "6-7"));

  private static ObjectNode json(String text) {
    return JsonFiles.parseObject(
        Path.of("test.json"), text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void tokensAndMergesLeaveAndIdsAreNew() {
    for (String[] spelling :
        new String[][] {
          {"['a b', 'b c', 'a bc', 'ab c']", "['a b']"},
          {"[['a','b'], ['b','c'], ['a','bc'], ['ab','c']]", "[['a','b']]"}
        }) {
      ObjectNode tokenizer =
          json(
              """
              {'added_tokens': [{'id': 6, 'content': '<e>'}, {'id': 7, 'content': '<s>'}],
               'post_processor': {'type': 'Sequence', 'processors': [
                 {'type': 'TemplateProcessing',
                  'special_tokens': {'<s>': {'id': '<s>', 'ids': [7], 'tokens': ['<s>']}}},
                 {'type': 'RobertaProcessing', 'sep': ['<e>', 6], 'cls': ['<s>', 7]}]},
               'padding': {'pad_id': 6},
               'model': {'type': 'BPE', 'vocab':
                 {'a': 0, 'b': 1, 'c': 2, 'ab': 3, 'bc': 4, 'abc': 5, '<e>': 6},
                 'merges': %s}}
              """
                  .formatted(spelling[0]));
      new SmallerTokenizer(KEPT).tokenizer(tokenizer);
      assertEquals(
          json(
              """
              {'added_tokens': [{'id': 4, 'content': '<e>'}, {'id': 5, 'content': '<s>'}],
               'post_processor': {'type': 'Sequence', 'processors': [
                 {'type': 'TemplateProcessing',
                  'special_tokens': {'<s>': {'id': '<s>', 'ids': [5], 'tokens': ['<s>']}}},
                 {'type': 'RobertaProcessing', 'sep': ['<e>', 4], 'cls': ['<s>', 5]}]},
               'padding': {'pad_id': 4},
               'model': {'type': 'BPE', 'vocab': {'a': 0, 'b': 1, 'c': 2, 'ab': 3, '<e>': 4},
                 'merges': %s}}
              """
                  .formatted(spelling[1])),
          tokenizer);
    }
  }

  @Test
  void mergesWhosePartsCannotAriseFallAway() {
    String text = "#version: 0.2\na b\nb c\na bc\nab c\nabc c\n";
    SmallerTokenizer smaller = new SmallerTokenizer(KEPT);
    assertEquals(text, smaller.merges(text, Set.of("a", "b", "c", "ab", "bc", "abc", "abcc")));
    assertEquals(
        "#version: 0.2\na b\nab c\n", smaller.merges(text, Set.of("a", "b", "c", "ab", "abc")));
    // Nothing makes "bc", though it is there.
    assertEquals("#version: 0.2\na b\n", smaller.merges(text, Set.of("a", "b", "c", "ab", "abcc")));
  }

  @Test
  void aMergeMayBeListedBeforeTheOneThatItNeeds() {
    assertEquals(
        "ab c\na b\n",
        new SmallerTokenizer(KEPT).merges("ab c\na b\nb c\n", Set.of("a", "b", "c", "ab", "abc")));
  }

  @Test
  void settingsHaveIdsAsKeysAndAsValues() {
    ObjectNode settings =
        json(
            """
            {'added_tokens_decoder': {'6': {'content': '<e>'}, '7': {'content': '<s>'}},
             'pad_token_id': 6, 'model_max_length': 7, 'bos_token': {'content': '<s>', 'id': 7}}
            """);
    new SmallerTokenizer(KEPT).settings(settings);
    assertEquals(
        json(
            """
            {'added_tokens_decoder': {'4': {'content': '<e>'}, '5': {'content': '<s>'}},
             'pad_token_id': 4, 'model_max_length': 7, 'bos_token': {'content': '<s>', 'id': 5}}
            """),
        settings);
  }

  @Test
  void configurationsNameTheNewIds() {
    ObjectNode config =
        json(
            """
            {'eos_token_id': [6], 'pad_token_id': null, 'bos_token_id': 9, 'max_length': 4,
             'suppress_tokens': [-1, 1, 4, 7], 'begin_suppress_tokens': [5], 'd_model': 6,
             'forced_decoder_ids': [[1, 7], [2, null]], 'lang_to_id': {'<|en|>': 6},
             'task_to_id': {'transcribe': 7}, 'bad_words_ids': [[0, 4], [3, 6]]}
            """);
    assertEquals("{6, 7, 9}", TokenFields.named(config).toString());
    TokenFields.renumber(config, KEPT);
    assertEquals(
        json(
            """
            {'eos_token_id': [4], 'pad_token_id': null, 'bos_token_id': 7, 'max_length': 4,
             'suppress_tokens': [-1, 1, 5], 'begin_suppress_tokens': [], 'd_model': 6,
             'forced_decoder_ids': [[1, 5], [2, null]], 'lang_to_id': {'<|en|>': 4},
             'task_to_id': {'transcribe': 5}, 'bad_words_ids': [[3, 4]]}
            """),
        config);
  }
}
