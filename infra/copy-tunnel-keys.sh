#!/usr/bin/env bash
# Carries the tunnels' outside addresses and pre-shared keys of one VPN connection from GovCloud to its appliance, and
# prints the addresses as parameters of the commercial stack. The keys pass through pipes and memory only: never through
# an argument, a file or the screen. Safe to repeat, and the second half of rotating a key.
#
#   copy-tunnel-keys.sh GOVCLOUD_STACK COMMERCIAL_STACK A|B
#
# Needs AWS CLI v2 and jq; profiles by GOVCLOUD_PROFILE and COMMERCIAL_PROFILE (default: govcloud, commercial).
set -euo pipefail

govcloud() { aws --profile "${GOVCLOUD_PROFILE:-govcloud}" "$@"; }
commercial() { aws --profile "${COMMERCIAL_PROFILE:-commercial}" "$@"; }
fail() {
  echo "copy-tunnel-keys: $1" >&2
  exit 1
}

output_of() { # side stack output
  "$1" cloudformation describe-stacks --stack-name "$2" --output text \
    --query "Stacks[0].Outputs[?OutputKey=='$3'].OutputValue"
}

read_key() { # secret id
  govcloud secretsmanager get-secret-value --secret-id "$1" --query SecretString --output text
}

# AWS lists tunnels in any order. Their inside networks are fixed by the template, the first tunnel's comes first.
list_tunnels() { # connection id
  govcloud ec2 describe-vpn-connections --vpn-connection-ids "$1" --output json \
    --query 'VpnConnections[0].Options.TunnelOptions[].{outside: OutsideIpAddress, inside: TunnelInsideCidr}' |
    jq -ec 'sort_by(.inside | split("/")[0] | split(".") | map(tonumber)) | if length == 2 then map(.outside) else error end'
}

main() {
  [[ $# == 3 && $3 =~ ^[AB]$ ]] || fail 'usage: copy-tunnel-keys.sh GOVCLOUD_STACK COMMERCIAL_STACK A|B'
  local connection secret_ids target tunnels secret
  connection=$(output_of govcloud "$1" "VpnConnectionId$3")
  [[ $connection == vpn-* ]] || fail "stack $1 has no VPN connection $3 yet"
  secret_ids=$(output_of govcloud "$1" "TunnelSecretIds$3")
  target=$(output_of commercial "$2" "TunnelSecretArn$3")
  [[ $target == arn:* ]] || fail "stack $2 has no tunnel secret $3"
  tunnels=$(list_tunnels "$connection")

  secret=$(
    jq -n --argjson outside "$tunnels" --rawfile first <(read_key "${secret_ids%,*}") \
      --rawfile second <(read_key "${secret_ids#*,}") '
      [$first, $second] | map(rtrimstr("\n")) |
      if all(.[]; test("^[A-Za-z1-9._][A-Za-z0-9._]{7,63}$")) then
        {tunnels: [{outsideAddress: $outside[0], preSharedKey: .[0]}, {outsideAddress: $outside[1], preSharedKey: .[1]}]}
      else error("a key could not be read") end'
  )
  printf '%s' "$secret" |
    commercial secretsmanager put-secret-value --secret-id "$target" --secret-string file:///dev/stdin >/dev/null
  jq -r --arg letter "$3" 'to_entries[] | "TunnelAddress\($letter)\(.key + 1)=\(.value)"' <<<"$tunnels"
}

main "$@"
