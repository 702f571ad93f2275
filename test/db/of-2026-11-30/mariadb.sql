CREATE TABLE `users` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `username` varchar(150) NOT NULL,
  `email` varchar(254) NOT NULL,
  `full_name` varchar(190) NOT NULL,
  `phone` varchar(32) DEFAULT NULL,
  `department` varchar(120) DEFAULT NULL,
  `role` varchar(60) NOT NULL,
  `privileged` tinyint(1) NOT NULL DEFAULT 0,
  `status` varchar(16) NOT NULL DEFAULT 'active',
  `password_hash` varchar(255) NOT NULL,
  `two_factor_required` tinyint(1) NOT NULL DEFAULT 0,
  `failed_attempts` int(11) NOT NULL DEFAULT 0,
  `locked_until` bigint(20) DEFAULT NULL,
  `created_at` bigint(20) NOT NULL,
  `last_login_at` bigint(20) DEFAULT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `users_username_unique` (`username`),
  UNIQUE KEY `users_email_unique` (`email`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
CREATE TABLE `backup_codes` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `user_id` bigint(20) unsigned NOT NULL,
  `kind` varchar(16) NOT NULL,
  `hash` varchar(255) NOT NULL,
  `created_at` bigint(20) NOT NULL,
  `used_at` bigint(20) DEFAULT NULL,
  `expires_at` bigint(20) DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `backup_codes_user_id_index` (`user_id`),
  CONSTRAINT `backup_codes_user_id_foreign` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
CREATE TABLE `contact_messages` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `user_id` bigint(20) unsigned DEFAULT NULL,
  `name` varchar(190) DEFAULT NULL,
  `email` varchar(254) DEFAULT NULL,
  `phone` varchar(40) DEFAULT NULL,
  `topic` varchar(24) DEFAULT NULL,
  `message` text NOT NULL,
  `created_at` bigint(20) NOT NULL,
  PRIMARY KEY (`id`),
  KEY `contact_messages_user_id_foreign` (`user_id`),
  KEY `contact_messages_created_at_index` (`created_at`),
  CONSTRAINT `contact_messages_user_id_foreign` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`) ON DELETE SET NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
CREATE TABLE `pending_logins` (
  `id` varchar(64) NOT NULL,
  `user_id` bigint(20) unsigned NOT NULL,
  `created_at` bigint(20) NOT NULL,
  `expires_at` bigint(20) NOT NULL,
  PRIMARY KEY (`id`),
  KEY `pending_logins_user_id_foreign` (`user_id`),
  KEY `pending_logins_expires_at_index` (`expires_at`),
  CONSTRAINT `pending_logins_user_id_foreign` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
CREATE TABLE `rekey_approvals` (
  `id` int(10) unsigned NOT NULL AUTO_INCREMENT,
  `action_id` varchar(64) NOT NULL,
  `action` varchar(48) NOT NULL,
  `extra` text NOT NULL,
  `user_id` varchar(64) NOT NULL,
  `user_label` varchar(255) NOT NULL,
  `version` varchar(255) NOT NULL,
  `why` varchar(255) NOT NULL,
  `reason` varchar(32) NOT NULL,
  `reason_text` text DEFAULT NULL,
  `ticket` varchar(64) DEFAULT NULL,
  `request_id` int(11) DEFAULT NULL,
  `asked_by_id` int(11) NOT NULL,
  `asked_by_name` varchar(64) NOT NULL,
  `asked_at` bigint(20) NOT NULL,
  `expires_at` bigint(20) NOT NULL,
  `state` varchar(16) NOT NULL,
  `decided_by_id` int(11) DEFAULT NULL,
  `decided_by_name` varchar(64) DEFAULT NULL,
  `decided_at` bigint(20) DEFAULT NULL,
  `note` text DEFAULT NULL,
  `evidence` text DEFAULT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `rekey_approvals_action_id_unique` (`action_id`),
  KEY `rekey_approvals_state_expires_at_index` (`state`,`expires_at`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `rekey_audit_checkpoints` (
  `id` int(10) unsigned NOT NULL AUTO_INCREMENT,
  `sequence` bigint(20) NOT NULL,
  `hash` varchar(64) NOT NULL,
  `time` bigint(20) NOT NULL,
  `key_id` varchar(32) NOT NULL,
  `signature` varchar(128) NOT NULL,
  `occasion` varchar(16) NOT NULL,
  PRIMARY KEY (`id`),
  KEY `rekey_audit_checkpoints_sequence_index` (`sequence`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `rekey_audit_entries` (
  `sequence` bigint(20) NOT NULL,
  `time` bigint(20) NOT NULL,
  `staff_id` int(11) DEFAULT NULL,
  `staff_name` varchar(64) DEFAULT NULL,
  `category` varchar(16) NOT NULL,
  `action` varchar(48) NOT NULL,
  `user_id` varchar(64) DEFAULT NULL,
  `user_label` varchar(255) DEFAULT NULL,
  `reason` varchar(32) DEFAULT NULL,
  `reason_text` text DEFAULT NULL,
  `ticket` varchar(64) DEFAULT NULL,
  `outcome` varchar(16) NOT NULL,
  `state_before` longtext DEFAULT NULL,
  `state_after` longtext DEFAULT NULL,
  `detail` longtext DEFAULT NULL,
  `action_id` varchar(64) DEFAULT NULL,
  `previous_hash` varchar(64) NOT NULL,
  `hash` varchar(64) NOT NULL,
  `counted_at` bigint(20) GENERATED ALWAYS AS (case when `category` = 'action' and `outcome` = 'done' and coalesce(locate('"bulkId":',`detail`),0) = 0 then `time` end) VIRTUAL,
  PRIMARY KEY (`sequence`),
  UNIQUE KEY `rekey_audit_entries_action_id_unique` (`action_id`),
  KEY `rekey_audit_entries_time_index` (`time`),
  KEY `rekey_audit_entries_staff_name_sequence_index` (`staff_name`,`sequence`),
  KEY `rekey_audit_user` (`user_id`,`category`,`outcome`,`sequence`),
  KEY `rekey_audit_entries_action_sequence_index` (`action`,`sequence`),
  KEY `rekey_audit_entries_category_sequence_index` (`category`,`sequence`),
  KEY `rekey_audit_entries_outcome_sequence_index` (`outcome`,`sequence`),
  KEY `rekey_audit_limits` (`category`,`outcome`,`time`),
  KEY `rekey_audit_reason` (`reason`,`sequence`),
  KEY `rekey_audit_ticket` (`ticket`,`sequence`),
  KEY `rekey_audit_user_sequence` (`user_id`,`sequence`),
  KEY `rekey_audit_counted` (`counted_at`,`sequence`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `rekey_audit_head` (
  `id` int(11) NOT NULL,
  `sequence` bigint(20) NOT NULL,
  `hash` varchar(64) NOT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `rekey_audit_hours` (
  `hour` bigint(20) NOT NULL,
  `first_sequence` bigint(20) NOT NULL,
  `last_sequence` bigint(20) NOT NULL,
  PRIMARY KEY (`hour`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `rekey_audit_keys` (
  `key_id` varchar(32) NOT NULL,
  `public_key` varchar(64) NOT NULL,
  `made_at` bigint(20) NOT NULL,
  `previous_key_id` varchar(32) DEFAULT NULL,
  `endorsement` varchar(128) DEFAULT NULL,
  PRIMARY KEY (`key_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `rekey_audit_terms` (
  `term` varchar(48) NOT NULL,
  `sequence` bigint(20) NOT NULL,
  PRIMARY KEY (`term`,`sequence`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `rekey_bulk_jobs` (
  `id` int(10) unsigned NOT NULL AUTO_INCREMENT,
  `action` varchar(48) NOT NULL,
  `reason` varchar(32) NOT NULL,
  `reason_text` text DEFAULT NULL,
  `ticket` varchar(64) DEFAULT NULL,
  `file_name` varchar(255) DEFAULT NULL,
  `state` varchar(16) NOT NULL,
  `verdicts` text NOT NULL,
  `planned_by_id` int(11) NOT NULL,
  `planned_by_name` varchar(64) NOT NULL,
  `planned_at` bigint(20) NOT NULL,
  `expires_at` bigint(20) NOT NULL,
  `decided_by_id` int(11) DEFAULT NULL,
  `decided_by_name` varchar(64) DEFAULT NULL,
  `decided_at` bigint(20) DEFAULT NULL,
  `note` text DEFAULT NULL,
  `started_at` bigint(20) DEFAULT NULL,
  `ended_at` bigint(20) DEFAULT NULL,
  `runner` varchar(36) DEFAULT NULL,
  `runner_id` int(11) DEFAULT NULL,
  `runner_name` varchar(64) DEFAULT NULL,
  `heartbeat_at` bigint(20) DEFAULT NULL,
  `stopped_because` varchar(500) DEFAULT NULL,
  `done` int(11) NOT NULL DEFAULT 0,
  `skipped` int(11) NOT NULL DEFAULT 0,
  `refused` int(11) NOT NULL DEFAULT 0,
  `failed` int(11) NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  KEY `rekey_bulk_jobs_started` (`started_at`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `rekey_bulk_lines` (
  `job_id` int(11) NOT NULL,
  `line` int(11) NOT NULL,
  `text` varchar(190) NOT NULL,
  `user_id` varchar(64) DEFAULT NULL,
  `username` varchar(190) DEFAULT NULL,
  `user_label` varchar(255) DEFAULT NULL,
  `verdict` varchar(16) NOT NULL,
  `why` varchar(255) DEFAULT NULL,
  `version` varchar(128) DEFAULT NULL,
  `action_id` varchar(36) DEFAULT NULL,
  `outcome` varchar(16) DEFAULT NULL,
  `outcome_why` varchar(500) DEFAULT NULL,
  `outcome_at` bigint(20) DEFAULT NULL,
  `sequence` bigint(20) DEFAULT NULL,
  PRIMARY KEY (`job_id`,`line`),
  UNIQUE KEY `rekey_bulk_lines_action` (`action_id`),
  KEY `rekey_bulk_lines_verdict` (`job_id`,`verdict`,`line`),
  KEY `rekey_bulk_lines_outcome` (`job_id`,`outcome`,`line`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `rekey_enrolment_days` (
  `day` varchar(10) NOT NULL,
  `users` bigint(20) NOT NULL,
  `enrolled` bigint(20) NOT NULL,
  `pending` bigint(20) DEFAULT NULL,
  `estimated` tinyint(1) NOT NULL,
  PRIMARY KEY (`day`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `rekey_enrolment_ranges` (
  `first_id` bigint(20) NOT NULL,
  `counted_at` bigint(20) NOT NULL,
  `counts` mediumtext NOT NULL,
  PRIMARY KEY (`first_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `rekey_enrolment_state` (
  `id` int(11) NOT NULL,
  `counts` mediumtext DEFAULT NULL,
  `oldest_at` bigint(20) DEFAULT NULL,
  `newest_at` bigint(20) DEFAULT NULL,
  `position` bigint(20) NOT NULL,
  `runner` varchar(36) DEFAULT NULL,
  `lease_until` bigint(20) NOT NULL,
  `done_users` bigint(20) NOT NULL,
  `all_users` bigint(20) NOT NULL,
  `failed_at` bigint(20) DEFAULT NULL,
  `failure` varchar(255) DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `rekey_identity_checks` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `user_id` varchar(64) NOT NULL,
  `staff_id` int(11) NOT NULL,
  `staff_name` varchar(64) NOT NULL,
  `kind` varchar(32) NOT NULL,
  `state` varchar(16) NOT NULL,
  `who` varchar(120) DEFAULT NULL,
  `note` text DEFAULT NULL,
  `request_id` bigint(20) DEFAULT NULL,
  `created_at` bigint(20) NOT NULL,
  `passed_at` bigint(20) DEFAULT NULL,
  `code_hash` varchar(255) DEFAULT NULL,
  `address_hash` varchar(64) DEFAULT NULL,
  `phrase` varchar(64) DEFAULT NULL,
  `tries` int(11) NOT NULL DEFAULT 0,
  `expires_at` bigint(20) DEFAULT NULL,
  `totp_step` bigint(20) DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `rekey_identity_checks_user` (`user_id`,`created_at`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `rekey_migrations` (
  `id` int(10) unsigned NOT NULL AUTO_INCREMENT,
  `name` varchar(255) DEFAULT NULL,
  `batch` int(11) DEFAULT NULL,
  `migration_time` timestamp NULL DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
CREATE TABLE `rekey_migrations_lock` (
  `index` int(10) unsigned NOT NULL AUTO_INCREMENT,
  `is_locked` int(11) DEFAULT NULL,
  PRIMARY KEY (`index`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
CREATE TABLE `rekey_notifications` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `kind` varchar(32) NOT NULL,
  `recipient` varchar(320) NOT NULL,
  `user_id` varchar(64) DEFAULT NULL,
  `user_label` varchar(255) DEFAULT NULL,
  `variables` text NOT NULL,
  `sealed_variables` text DEFAULT NULL,
  `action_id` varchar(64) DEFAULT NULL,
  `state` varchar(16) NOT NULL,
  `message_id` varchar(255) DEFAULT NULL,
  `attempts` int(11) NOT NULL DEFAULT 0,
  `created_at` bigint(20) NOT NULL,
  `next_attempt_at` bigint(20) NOT NULL,
  `last_attempt_at` bigint(20) DEFAULT NULL,
  `give_up_at` bigint(20) DEFAULT NULL,
  `sent_at` bigint(20) DEFAULT NULL,
  `last_error` text DEFAULT NULL,
  `lease` varchar(64) DEFAULT NULL,
  `lease_until` bigint(20) DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `rekey_notifications_due` (`state`,`next_attempt_at`,`id`),
  KEY `rekey_notifications_state` (`state`,`id`),
  KEY `rekey_notifications_user` (`user_id`,`created_at`),
  KEY `rekey_notifications_action` (`action_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `rekey_platform_migrations` (
  `id` int(10) unsigned NOT NULL AUTO_INCREMENT,
  `name` varchar(255) DEFAULT NULL,
  `batch` int(11) DEFAULT NULL,
  `migration_time` timestamp NULL DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
CREATE TABLE `rekey_platform_migrations_lock` (
  `index` int(10) unsigned NOT NULL AUTO_INCREMENT,
  `is_locked` int(11) DEFAULT NULL,
  PRIMARY KEY (`index`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
CREATE TABLE `rekey_requests` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `source` varchar(32) NOT NULL,
  `source_ref` varchar(190) NOT NULL,
  `state` varchar(24) NOT NULL,
  `open` int(11) NOT NULL,
  `channel` varchar(16) NOT NULL,
  `category` varchar(24) NOT NULL,
  `ticket` varchar(64) DEFAULT NULL,
  `sender_name` varchar(120) DEFAULT NULL,
  `sender_email` varchar(254) DEFAULT NULL,
  `sender_phone` varchar(40) DEFAULT NULL,
  `message` text NOT NULL,
  `claimed_user_id` varchar(64) DEFAULT NULL,
  `user_id` varchar(64) DEFAULT NULL,
  `user_label` varchar(255) DEFAULT NULL,
  `assignee_id` int(11) DEFAULT NULL,
  `assignee_name` varchar(64) DEFAULT NULL,
  `received_at` bigint(20) NOT NULL,
  `taken_at` bigint(20) DEFAULT NULL,
  `closed_at` bigint(20) DEFAULT NULL,
  `created_at` bigint(20) NOT NULL,
  `version` int(11) NOT NULL DEFAULT 1,
  PRIMARY KEY (`id`),
  UNIQUE KEY `rekey_requests_source` (`source`,`source_ref`),
  KEY `rekey_requests_all` (`received_at`,`id`),
  KEY `rekey_requests_open` (`open`,`received_at`,`id`),
  KEY `rekey_requests_assignee_id_open` (`assignee_id`,`open`,`received_at`,`id`),
  KEY `rekey_requests_category_open` (`category`,`open`,`received_at`,`id`),
  KEY `rekey_requests_channel_open` (`channel`,`open`,`received_at`,`id`),
  KEY `rekey_requests_state` (`state`,`received_at`,`id`),
  KEY `rekey_requests_assignee_id_state` (`assignee_id`,`state`,`received_at`,`id`),
  KEY `rekey_requests_category_state` (`category`,`state`,`received_at`,`id`),
  KEY `rekey_requests_channel_state` (`channel`,`state`,`received_at`,`id`),
  KEY `rekey_requests_user` (`user_id`,`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `rekey_request_events` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `request_id` bigint(20) unsigned NOT NULL,
  `time` bigint(20) NOT NULL,
  `staff_id` int(11) DEFAULT NULL,
  `staff_name` varchar(64) DEFAULT NULL,
  `kind` varchar(24) NOT NULL,
  `note` text DEFAULT NULL,
  `detail` text NOT NULL,
  `action_id` varchar(64) DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `rekey_request_events_request_id_id_index` (`request_id`,`id`),
  CONSTRAINT `rekey_request_events_request_id_foreign` FOREIGN KEY (`request_id`) REFERENCES `rekey_requests` (`id`) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `rekey_request_intake` (
  `source` varchar(32) NOT NULL,
  `position` text DEFAULT NULL,
  PRIMARY KEY (`source`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `rekey_request_terms` (
  `term` varchar(190) NOT NULL,
  `request_id` bigint(20) unsigned NOT NULL,
  PRIMARY KEY (`term`,`request_id`),
  KEY `rekey_request_terms_request_id_term_index` (`request_id`,`term`),
  CONSTRAINT `rekey_request_terms_request_id_foreign` FOREIGN KEY (`request_id`) REFERENCES `rekey_requests` (`id`) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `rekey_settings` (
  `name` varchar(64) NOT NULL,
  `value` text NOT NULL,
  PRIMARY KEY (`name`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `rekey_staff` (
  `id` int(10) unsigned NOT NULL AUTO_INCREMENT,
  `name` varchar(64) NOT NULL,
  `full_name` varchar(120) NOT NULL,
  `email` varchar(190) DEFAULT NULL,
  `role` varchar(16) NOT NULL,
  `password_hash` varchar(255) NOT NULL,
  `password_temporary_until` bigint(20) DEFAULT NULL,
  `totp_secret` varchar(255) DEFAULT NULL,
  `totp_confirmed_at` bigint(20) DEFAULT NULL,
  `totp_last_step` bigint(20) DEFAULT NULL,
  `failed_attempts` int(11) NOT NULL DEFAULT 0,
  `locked_until` bigint(20) DEFAULT NULL,
  `closed_at` bigint(20) DEFAULT NULL,
  `created_at` bigint(20) NOT NULL,
  `last_sign_in_at` bigint(20) DEFAULT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `rekey_staff_name_unique` (`name`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `rekey_staff_backup_codes` (
  `id` int(10) unsigned NOT NULL AUTO_INCREMENT,
  `staff_id` int(10) unsigned NOT NULL,
  `hash` varchar(255) NOT NULL,
  `used_at` bigint(20) DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `rekey_staff_backup_codes_staff_id_index` (`staff_id`),
  CONSTRAINT `rekey_staff_backup_codes_staff_id_foreign` FOREIGN KEY (`staff_id`) REFERENCES `rekey_staff` (`id`) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `sessions` (
  `id` varchar(64) NOT NULL,
  `user_id` bigint(20) unsigned NOT NULL,
  `ip_address` varchar(45) DEFAULT NULL,
  `user_agent` varchar(255) DEFAULT NULL,
  `created_at` bigint(20) NOT NULL,
  `last_seen_at` bigint(20) NOT NULL,
  `expires_at` bigint(20) NOT NULL,
  `opened_with` varchar(16) DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `sessions_user_id_index` (`user_id`),
  CONSTRAINT `sessions_user_id_foreign` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
CREATE TABLE `totp_authenticators` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `user_id` bigint(20) unsigned NOT NULL,
  `name` varchar(60) DEFAULT NULL,
  `secret` varchar(255) NOT NULL,
  `created_at` bigint(20) NOT NULL,
  `confirmed_at` bigint(20) DEFAULT NULL,
  `last_used_at` bigint(20) DEFAULT NULL,
  `last_used_step` bigint(20) DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `totp_authenticators_user_id_confirmed_at_index` (`user_id`,`confirmed_at`),
  CONSTRAINT `totp_authenticators_user_id_foreign` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
CREATE TABLE `trusted_devices` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `user_id` bigint(20) unsigned NOT NULL,
  `name` varchar(120) NOT NULL,
  `token_hash` varchar(64) NOT NULL,
  `created_at` bigint(20) NOT NULL,
  `last_used_at` bigint(20) DEFAULT NULL,
  `expires_at` bigint(20) NOT NULL,
  PRIMARY KEY (`id`),
  KEY `trusted_devices_user_id_index` (`user_id`),
  CONSTRAINT `trusted_devices_user_id_foreign` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
CREATE TABLE `two_factor_events` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `user_id` bigint(20) unsigned NOT NULL,
  `time` bigint(20) NOT NULL,
  `kind` varchar(32) NOT NULL,
  `detail` varchar(255) DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `two_factor_events_user_id_time_id_index` (`user_id`,`time`,`id`),
  CONSTRAINT `two_factor_events_user_id_foreign` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
CREATE TABLE `user_search_terms` (
  `term` varchar(190) NOT NULL,
  `user_id` bigint(20) unsigned NOT NULL,
  PRIMARY KEY (`term`,`user_id`),
  KEY `user_search_terms_user_id_term_index` (`user_id`,`term`),
  CONSTRAINT `user_search_terms_user_id_foreign` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
