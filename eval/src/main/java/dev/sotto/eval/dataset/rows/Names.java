package dev.sotto.eval.dataset.rows;

import java.util.List;

/** What the fields of a row are called by those who write them; earlier names come first. */
public final class Names {
  public static final List<String> AUDIO =
      names(
          "audio_filepath audio path file file_name filename audio_path audio_file wav "
              + "wav_path wav_filename");

  /** NeMo's name, those of Hugging Face's data sets, SpeechBrain's. */
  public static final List<String> TEXT = names("text sentence transcription transcript wrd");

  public static final List<String> SPEAKER = names("speaker speaker_id client_id spk_id");

  /** What is spoken: {@code lang} and {@code source_lang} are NeMo's, {@code locale} Mozilla's. */
  static final List<String> LANGUAGE =
      names("language lang source_lang source_language src_lang locale");

  /** What the text is written in, where it may be a translation. */
  static final List<String> TEXT_LANGUAGE = names("target_lang target_language tgt_lang");

  public static final List<String> ID = names("id utt_id utterance_id utt uttid utterance key");

  public static final List<String> REFERENCE =
      names(
          "reference text ref references ground_truth groundtruth truth target transcript "
              + "transcription sentence");

  public static final List<String> HYPOTHESIS =
      names(
          "hypothesis pred_text hyp hypotheses prediction predictions pred predicted "
              + "predicted_text");

  /** Bounds of a part of a recording under names whose unit nobody knows. */
  static final List<String> BOUNDS = names("start end start_time end_time begin begin_time stop");

  private Names() {}

  private static List<String> names(String spaced) {
    return List.of(spaced.split(" ", -1));
  }
}
