package dev.sotto.runtime.decode.search;

import dev.sotto.runtime.decode.Decoding;
import dev.sotto.runtime.decode.Decoding.Ending;
import dev.sotto.runtime.decode.search.NextToken.Choice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** What is written after a prompt, token by token. */
final class Sequence {
  private final List<Integer> tokens;
  private final List<Choice> choices;
  private double logProbability;
  private boolean ended;
  private boolean looped;

  Sequence() {
    this(List.of(), List.of());
  }

  private Sequence(List<Integer> tokens, List<Choice> choices) {
    this.tokens = new ArrayList<>(tokens);
    this.choices = new ArrayList<>(choices);
    this.logProbability = choices.stream().mapToDouble(Choice::logProbability).sum();
  }

  /** Another one that goes on with a token. */
  Sequence with(Choice choice, int endToken) {
    Sequence longer = new Sequence(tokens, choices);
    longer.add(choice, endToken);
    return longer;
  }

  /** Goes on with a token. */
  void add(Choice choice, int endToken) {
    tokens.add(choice.token());
    choices.add(choice);
    logProbability += choice.logProbability();
    ended = choice.token() == endToken;
  }

  /** Another one of its first tokens, which repeated themselves from there on. */
  Sequence cut(int kept) {
    Sequence shorter = new Sequence(tokens.subList(0, kept), choices.subList(0, kept));
    shorter.looped = true;
    return shorter;
  }

  /** This one, or if it has just begun to repeat itself what stays of it. */
  Sequence cutIfLooping(LoopDetector loops) {
    OptionalInt kept = ended || looped ? OptionalInt.empty() : loops.kept(tokens);
    return kept.isPresent() ? cut(kept.getAsInt()) : this;
  }

  List<Integer> tokens() {
    return tokens;
  }

  int last() {
    return tokens.get(tokens.size() - 1);
  }

  double logProbability() {
    return logProbability;
  }

  boolean ended() {
    return ended;
  }

  boolean looped() {
    return looped;
  }

  /** Whether nothing more is written. */
  boolean isDone() {
    return ended || looped;
  }

  /** Tokens of the text, the end token aside. */
  int length() {
    return ended ? tokens.size() - 1 : tokens.size();
  }

  Decoding decoding(OptionalDouble noSpeech, Optional<String> language, double temperature) {
    return new Decoding(
        tokens,
        logProbability,
        noSpeech,
        choices.stream().mapToDouble(Choice::margin).min().orElse(Double.POSITIVE_INFINITY),
        ended ? Ending.ENDED : looped ? Ending.LOOPED : Ending.CUT_OFF,
        language.map(token -> token.substring(2, token.length() - 2)),
        temperature,
        false);
  }
}
