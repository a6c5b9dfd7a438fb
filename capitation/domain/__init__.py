"""Pure rules of capitation: measures and payment, without Django and without a clock."""
