/**
 * The forms in which data sets come, one class each; {@link dev.sotto.eval.dataset.form.Datasets}
 * reads them all.
 *
 * <p>A <b>manifest</b> has one JSON object a line, as NVIDIA NeMo writes them: {@code
 * audio_filepath} (absolute, or relative to the manifest), {@code text}, and optionally {@code
 * duration} in seconds, {@code language} and {@code speaker}, or other usual names of these ({@link
 * dev.sotto.eval.dataset.rows.Names}). With an {@code offset} it means the part of that {@code
 * duration} from there on. Other fields are ignored, as are blank lines. A null is an absent field.
 * A clip may come twice. A manifest of clips that nobody wrote down yet lacks {@code text} in some
 * lines or in all ({@link dev.sotto.eval.dataset.form.Manifest#readClips}). A <b>table</b> with a
 * header says the same in rows.
 *
 * <p>The other forms name clips in their own folder only, each once:
 *
 * <ul>
 *   <li><b>Common Voice</b>: a {@code .tsv} with {@code path} and {@code sentence}, beside the
 *       folder {@code clips};
 *   <li><b>audiofolder</b> of Hugging Face: a folder with {@code metadata.csv} or {@code
 *       metadata.jsonl}, which have {@code file_name} and a text;
 *   <li><b>LibriSpeech</b>: a folder with {@code *.trans.txt} and clips beside these;
 *   <li><b>LJSpeech</b>: a folder with {@code metadata.csv} without a header, and {@code wavs};
 *   <li><b>Multilingual LibriSpeech</b>: a folder with {@code transcripts.txt} and {@code audio};
 *   <li><b>FLEURS</b>: a {@code .tsv} of seven cells without a header.
 * </ul>
 */
package dev.sotto.eval.dataset.form;
