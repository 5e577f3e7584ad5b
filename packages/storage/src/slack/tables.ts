/** Which Slack user is which account, and what guards that; see migration 0061. */
export interface SlackTables {
  slack_link: {
    team_id: string;
    slack_user_id: string;
    user_id: string;
    slack_name: string;
    linked_at: Date;
    last_used_at: Date | null;
  };
  slack_code: {
    user_id: string;
    /** SHA-256. */
    code_hash: Buffer;
    expires_at: Date;
  };
  slack_request: {
    /** SHA-256. */
    digest: Buffer;
    taken_at: Date;
  };
}
