package dev.sotto.compressor.train;

import dev.sotto.compressor.train.data.Augmentation;
import dev.sotto.compressor.train.data.Batch;
import dev.sotto.compressor.train.data.Batches;
import dev.sotto.compressor.train.data.ClipLengths;
import dev.sotto.compressor.train.data.Joining;
import dev.sotto.compressor.train.data.Sound;
import dev.sotto.compressor.train.data.TrainingClip;
import dev.sotto.compressor.train.data.TrainingSet;
import dev.sotto.compressor.train.torch.TrainingEngine;
import dev.sotto.eval.dataset.TextPair;
import dev.sotto.eval.score.Scorer;
import dev.sotto.eval.text.Normalizers;
import dev.sotto.eval.text.TextNormalizer;
import dev.sotto.eval.wer.WordErrorRate;
import dev.sotto.models.io.Progress;
import dev.sotto.models.whisper.WhisperConfig;
import dev.sotto.runtime.decode.DecodingTokens;
import dev.sotto.runtime.tokens.WhisperTokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a model in training makes of clips that it is not trained on, in PyTorch: its error rate,
 * clips at their own length and greedily, and its loss. What counts in the end is measured in ONNX
 * Runtime.
 */
public final class Validation {
  private static final int BATCH = 16;

  /** One clip of so many fills the window, and a batch of those is so much smaller. */
  private static final int QUARTER = 4;

  private final TrainingSet set;
  private final Path export;
  private final Batches batches;
  private final Optional<Batches> wholeWindows;
  private final Optional<Joining> joining;
  private final DecodingTokens decoding;
  private final WhisperConfig config;
  private final TextNormalizer normalizer;

  /**
   * @param export folder with the tokenizer of the model
   * @param lengths that clips are given
   */
  public Validation(TrainingSet set, Path export, ClipLengths lengths) {
    this(set, export, lengths, false, false);
  }

  /**
   * @param export folder with the tokenizer of the model
   * @param lengths that clips are given
   * @param whole whether the loss of clips that fill the model's window counts, too
   * @param joined whether the loss of joined clips counts, too
   */
  Validation(TrainingSet set, Path export, ClipLengths lengths, boolean whole, boolean joined) {
    this.set = set;
    this.export = export;
    this.decoding = DecodingTokens.read(export);
    this.config = WhisperConfig.read(export);
    this.batches = batches(lengths);
    this.wholeWindows =
        whole
            ? Optional.of(batches(new ClipLengths(lengths.least(), lengths.window(), 1)))
            : Optional.empty();
    this.joining =
        joined ? Optional.of(new Joining(set, 1, lengths.window(), 0)) : Optional.empty();
    this.normalizer = Normalizers.suitable(!decoding.multilingual());
  }

  private Batches batches(ClipLengths lengths) {
    return new Batches(set, config.melBins(), lengths, Augmentation.none(), 0);
  }

  /**
   * The objective, a mean over clips.
   *
   * @param own of all clips at their own length
   * @param whole of a quarter of the clips, filled up with silence to the model's window: an export
   *     is fed whole windows, and that takes many times longer
   * @param joined of clips joined to longer sounds
   */
  record Loss(double own, OptionalDouble whole, OptionalDouble joined) {
    /** Of all that was heard alike. */
    double mean() {
      return Stream.of(OptionalDouble.of(own), whole, joined)
          .flatMapToDouble(OptionalDouble::stream)
          .average()
          .orElseThrow();
    }
  }

  /** The loss without a change to any weight. */
  Loss loss(TrainingEngine engine) {
    List<Integer> order = byLength();
    // Every fourth in the order of length, so that long ones are among them.
    List<Integer> few =
        IntStream.range(0, order.size())
            .filter(place -> place % QUARTER == QUARTER / 2 || order.size() <= QUARTER / 2)
            .mapToObj(order::get)
            .toList();
    return new Loss(
        loss(engine, batches, Sound.each(order), BATCH),
        wholeWindows.stream()
            .mapToDouble(whole -> longLoss(engine, whole, Sound.each(few)))
            .findFirst(),
        joining.stream()
            .mapToDouble(by -> longLoss(engine, batches, by.sounds(order, 0)))
            .findFirst());
  }

  private static double longLoss(TrainingEngine engine, Batches batches, List<Sound> sounds) {
    return loss(engine, batches, sounds, BATCH / QUARTER);
  }

  private static double loss(
      TrainingEngine engine, Batches batches, List<Sound> sounds, int together) {
    double sum = 0;
    for (int from = 0; from < sounds.size(); from += together) {
      List<Sound> part = sounds.subList(from, Math.min(from + together, sounds.size()));
      sum += part.size() * engine.loss(batches.make(part, 0));
    }
    return sum / sounds.size();
  }

  private List<Integer> byLength() {
    return IntStream.range(0, set.clips().size())
        .boxed()
        .sorted(Comparator.comparingInt(clip -> set.clips().get(clip).frames()))
        .toList();
  }

  /** Transcribes all clips. */
  public WordErrorRate run(TrainingEngine engine, Progress progress) {
    List<Integer> order = byLength();
    List<TextPair> pairs = new ArrayList<>();
    try (WhisperTokenizer tokenizer = WhisperTokenizer.open(export)) {
      progress.report("validate", 0, order.size());
      for (int from = 0; from < order.size(); from += BATCH) {
        List<Integer> clips = order.subList(from, Math.min(from + BATCH, order.size()));
        pairs.addAll(transcribe(engine, clips, tokenizer));
        progress.report("validate", from + clips.size(), order.size());
      }
    }
    Scorer scorer = Scorer.of(normalizer, pairs);
    return new WordErrorRate(pairs.stream().map(scorer::score).map(Scorer.Scored::score).toList());
  }

  private List<TextPair> transcribe(
      TrainingEngine engine, List<Integer> clips, WhisperTokenizer tokenizer) {
    Batch batch = batches.make(Sound.each(clips), 0);
    int most = config.maxTargetPositions() - batch.promptLength();
    int limit = Math.min(most, 2 * longestText(clips) + 8);
    int[][] decoded = engine.decode(batch, suppressed(), decoding.control().end(), limit);
    List<TextPair> pairs = new ArrayList<>();
    for (int i = 0; i < clips.size(); i++) {
      String hypothesis = tokenizer.decode(Arrays.stream(decoded[i]).boxed().toList(), true);
      TrainingClip clip = set.clips().get(clips.get(i));
      pairs.add(new TextPair(clip.id(), clip.reference(), hypothesis));
    }
    return pairs;
  }

  /** A model that babbles is as wrong after twice the text as after the whole window. */
  private int longestText(List<Integer> clips) {
    return clips.stream()
        .map(set.clips()::get)
        .map(TrainingClip::tokens)
        .mapToInt(tokens -> tokens.size() - set.promptLength())
        .max()
        .orElse(0);
  }

  private boolean[] suppressed() {
    boolean[] suppressed = new boolean[config.vocabularySize()];
    decoding.suppressedTokens().forEach(token -> suppressed[token] = true);
    return suppressed;
  }
}
