package dev.sotto.compressor.train;

import dev.sotto.compressor.train.data.Augmentation;
import dev.sotto.compressor.train.data.Batch;
import dev.sotto.compressor.train.data.Batches;
import dev.sotto.compressor.train.data.ClipLengths;
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
import java.util.stream.IntStream;

/**
 * The error rate of a model in training, heard as it is trained: clips at their own length,
 * greedily, in PyTorch. What counts in the end is measured in ONNX Runtime.
 */
public final class Validation {
  private static final int BATCH = 16;

  private final TrainingSet set;
  private final Path export;
  private final Batches batches;
  private final DecodingTokens decoding;
  private final WhisperConfig config;
  private final TextNormalizer normalizer;

  /**
   * @param export folder with the tokenizer of the model
   * @param lengths that clips are given
   */
  public Validation(TrainingSet set, Path export, ClipLengths lengths) {
    this.set = set;
    this.export = export;
    this.decoding = DecodingTokens.read(export);
    this.config = WhisperConfig.read(export);
    this.batches = new Batches(set, config.melBins(), lengths, Augmentation.none(), 0);
    this.normalizer = Normalizers.suitable(!decoding.multilingual());
  }

  /** Transcribes all clips. */
  public WordErrorRate run(TrainingEngine engine, Progress progress) {
    List<Integer> order =
        IntStream.range(0, set.clips().size())
            .boxed()
            .sorted(Comparator.comparingInt(clip -> set.clips().get(clip).frames()))
            .toList();
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
    Batch batch = batches.make(clips, 0);
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
