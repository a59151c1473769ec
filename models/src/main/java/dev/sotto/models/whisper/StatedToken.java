package dev.sotto.models.whisper;

/**
 * What a configuration says about a control token.
 *
 * @param field where it stands, such as {@code generation_config.json: "eos_token_id"}
 * @param token the text of the token that the field is about, such as {@code <|endoftext|>}
 */
public record StatedToken(String field, String token, int id) {}
