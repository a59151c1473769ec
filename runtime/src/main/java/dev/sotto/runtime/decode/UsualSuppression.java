package dev.sotto.runtime.decode;

import dev.sotto.models.tokens.ControlToken;
import dev.sotto.models.tokens.Vocabulary;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What OpenAI's decoder suppresses in a vocabulary, for exports whose files have no lists: control
 * tokens, signs of what is no speech (speaker tags, notes), and at the beginning a lone space and
 * the end. The lists that Hugging Face's files have were made in this way.
 *
 * @see <a href="https://github.com/openai/whisper/blob/main/whisper/tokenizer.py">tokenizer.py,
 *     non_speech_tokens</a>
 */
final class UsualSuppression {
  private static final String SIGNS = "\"#()*+/:;<=>@[\\]^_`{|}~「」『』";
  private static final List<String> GROUPS =
      List.of(
          "<<", ">>", "<<<", ">>>", "--", "---", "-(", "-[", "('", "(\"", "((", "))", "(((", ")))",
          "[[", "]]", "{{", "}}", "♪♪", "♪♪♪");

  /** Of these the first bytes alone are suppressed, where the whole sign is no symbol. */
  private static final String NOTES = "♩♪♫♬♭♮♯";

  private static final List<String> CONTROLS =
      List.of(
          "<|startoftranscript|>",
          "<|translate|>",
          "<|transcribe|>",
          "<|startoflm|>",
          "<|startofprev|>",
          "<|nospeech|>",
          "<|nocaptions|>");

  private final Optional<Vocabulary> vocabulary;
  private final ControlTokens control;

  /** Nothing is known of what a model without vocabulary suppresses. */
  UsualSuppression(Optional<Vocabulary> vocabulary, ControlTokens control) {
    this.vocabulary = vocabulary;
    this.control = control;
  }

  List<Integer> tokens() {
    Set<Integer> suppressed = new TreeSet<>();
    vocabulary.ifPresent(
        known -> {
          Stream.of(" -", " '").forEach(sign -> known.symbol(sign).ifPresent(suppressed::add));
          characters(SIGNS).forEach(sign -> addWhole(known, sign, suppressed));
          GROUPS.forEach(group -> addWhole(known, group, suppressed));
          characters(NOTES).forEach(note -> addStart(known, note, suppressed));
          CONTROLS.stream()
              .map(known.controls()::get)
              .filter(token -> token != null)
              .map(ControlToken::id)
              .forEach(suppressed::add);
          suppressed.add(control.start());
        });
    return List.copyOf(suppressed);
  }

  private static Stream<String> characters(String text) {
    return text.codePoints().mapToObj(Character::toString);
  }

  private static void addWhole(Vocabulary known, String sign, Set<Integer> suppressed) {
    known.symbol(sign).ifPresent(suppressed::add);
    known.symbol(" " + sign).ifPresent(suppressed::add);
  }

  /** A lone space begins many words of a small vocabulary. */
  private static void addStart(Vocabulary known, String note, Set<Integer> suppressed) {
    OptionalInt space = known.symbol(" ");
    for (String text : List.of(note, " " + note)) {
      OptionalInt start = known.longestStart(text);
      if (start.isPresent() && !start.equals(space)) {
        suppressed.add(start.getAsInt());
      }
    }
  }

  List<Integer> atBegin() {
    List<Integer> suppressed = new ArrayList<>();
    vocabulary.ifPresent(
        known -> {
          known.symbol(" ").ifPresent(suppressed::add);
          suppressed.add(control.end());
        });
    return suppressed;
  }
}
