"""Where the secrets come from: the environment, or a private file that demo and test mode make for themselves."""

import json
import secrets
from pathlib import Path

GENERATED_KEYS = ("SECRET_KEY", "FIELD_KEY", "INDEX_KEY")


def load_secrets(mode: str, environment: dict[str, str], folder: Path) -> dict[str, str]:
    """Answer the three secrets of the installation by name.

    Production takes all of them from the environment and is refused by the start gate when one is
    missing (an empty text here). Demo and test mode generate what is missing once and keep it in
    ``folder/secrets.json``, readable by the owner only. Keys are hexadecimal, 32 bytes each.
    """
    given = {key: environment.get(f"OPENCAPITATION_{key}", "") for key in GENERATED_KEYS}
    if mode == "production" or all(given.values()):
        return given
    kept = _read_or_create(folder / "secrets.json")
    return {key: given[key] or kept[key] for key in GENERATED_KEYS}


def _read_or_create(path: Path) -> dict[str, str]:
    """Read the kept secrets; the first process writes them, a racing second one reads the same."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = {key: secrets.token_hex(32) for key in GENERATED_KEYS}
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(fresh), encoding="utf-8")
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    kept: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return kept
